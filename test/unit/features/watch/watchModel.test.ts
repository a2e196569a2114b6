import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import type { WatchEvent } from '../../../../src/core/etcd';
import { type ListEntry, nameOfKey } from '../../../../src/features/watch/listEntry';
import { WatchModel } from '../../../../src/features/watch/watchModel';
import { watch } from '../../../../src/protocol/watch';
import { seededRandom } from '../../../support/seededRandom';

const start = Date.UTC(2026, 0, 1);

function put(key: string, revision: number, value = 'v', version = 2n): WatchEvent {
  return {
    type: 'put',
    key: bytesFromText(key),
    value: bytesFromText(value),
    modRevision: BigInt(revision),
    createRevision: 1n,
    version,
  };
}

function deletion(key: string, revision: number): WatchEvent {
  return { type: 'delete', key: bytesFromText(key), modRevision: BigInt(revision), createRevision: 0n, version: 0n };
}

function revisions(entries: Iterable<ListEntry>): number[] {
  return [...entries].flatMap(entry => (entry.kind === 'event' ? [Number(entry.modRevision)] : []));
}

describe('the model of a watch', () => {
  const small = () => new WatchModel({ entries: 10, bytes: 1_000_000 });
  const fill = (model: WatchModel, from: number, to: number, key = (revision: number) => `/k${revision}`) => {
    for (let revision = from; revision < to; revision++) {
      model.addEvent(put(key(revision), revision), start, false);
    }
  };
  const listed = (model: WatchModel) => revisions(model.rows(model.first, model.end));

  it('keeps the newest and counts what fell out', () => {
    const model = small();
    fill(model, 1, 26);
    assert.deepEqual(listed(model), [16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    const { kept, fellOut, totals } = model.figures(start);
    assert.deepEqual([kept, fellOut, totals.updated], [10, 15, 25]);
  });

  it('keeps the numbers of rows while others fall off', () => {
    const model = small();
    fill(model, 1, 11);
    const number = model.first + 5;
    const [before] = revisions(model.rows(number, number + 1));
    fill(model, 11, 14);
    assert.deepEqual(revisions(model.rows(number, number + 1)), [before]);
    assert.deepEqual([model.first, model.end], [3, 13]);
  });

  it('tells what an event did', () => {
    const model = small();
    model.addEvent(put('/a', 1, 'x', 1n), start, false);
    model.addEvent(put('/a', 2, 'y', 2n), start, false);
    model.addEvent(deletion('/a', 3), start, false);
    const changes = model.rows(0, 10).map(entry => entry.kind === 'event' && entry.change);
    assert.deepEqual(changes, ['created', 'updated', 'deleted']);
  });

  it('narrows the list by text, change, resource and namespace, and always shows marks', () => {
    const model = small();
    model.addEvent(put('/registry/pods/shop/web-1', 1, 'x', 1n), start, false);
    model.addMark({ what: 'gap', from: 2n, to: 5n }, start);
    model.addEvent(put('/registry/pods/ci/WEB-2', 6), start, false);
    model.addEvent(deletion('/registry/secrets/shop/web-3', 7), start, false);
    const filtered = (filter: Partial<Parameters<WatchModel['setFilter']>[0]>) => {
      model.setFilter({ text: '', change: 'all', ...filter });
      assert.ok(model.rows(model.first, model.end).some(({ kind }) => kind === 'mark'));
      return listed(model);
    };
    assert.deepEqual(filtered({ text: 'Web-' }), [1, 6, 7]);
    assert.deepEqual(filtered({ change: 'put' }), [1, 6]);
    assert.deepEqual(filtered({ change: 'created' }), [1]);
    assert.deepEqual(filtered({ resource: 'pods', namespace: 'shop' }), [1]);
    assert.deepEqual(filtered({ namespace: 'shop', change: 'deleted' }), [7]);
    assert.deepEqual(model.resources, ['pods', 'secrets']);
    assert.deepEqual(model.namespaces, ['ci', 'shop']);
  });

  it('stays as it is while it is paused, and has missed nothing when it goes on', () => {
    const model = small();
    fill(model, 1, 9);
    model.pause();
    fill(model, 9, 15);
    assert.deepEqual(listed(model), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(model.figures(start).waiting, 6);
    // Also what has fallen out of the ring since can still be looked at, and filtered.
    assert.equal(model.find(0)?.kind, 'event');
    model.setFilter({ text: '/k2', change: 'all' });
    assert.deepEqual(listed(model), [2]);
    model.setFilter({ text: '', change: 'all' });
    model.resume();
    assert.deepEqual(listed(model), [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    assert.equal(model.figures(start).fellOut, 4);
  });

  it('forgets the events when it is cleared, not the counts', () => {
    const model = small();
    fill(model, 1, 5);
    const { generation } = model;
    model.clear();
    fill(model, 5, 7);
    assert.deepEqual(listed(model), [5, 6]);
    assert.ok(model.generation > generation);
    assert.equal(model.figures(start).totals.updated, 6);
  });

  it('drops old values, and no events, where values are large', () => {
    const model = new WatchModel({ entries: 10, bytes: 3000 });
    for (let revision = 1; revision <= 6; revision++) {
      model.addEvent(put('/large', revision, 'x'.repeat(1000)), start, false);
    }
    const held = model.rows(0, 10).map(entry => entry.kind === 'event' && entry.after?.length);
    assert.deepEqual(held, [undefined, undefined, undefined, 1000, 1000, 1000]);
    assert.deepEqual(listed(model), [1, 2, 3, 4, 5, 6]);
  });

  it('knows what a key held before an event by the event before it, unless something may be missing between', () => {
    const model = small();
    model.addEvent(put('/a', 1, 'one'), start, false);
    model.addEvent(put('/b', 2, 'other'), start, false);
    model.addEvent(put('/a', 3, 'two'), start, false);
    model.addEvent(deletion('/a', 4), start, false);
    model.addMark({ what: 'gap', from: 5n, to: 8n }, start);
    model.addEvent(put('/b', 9, 'new'), start, false);
    const before = model.rows(0, 10).map(entry => {
      const value = entry.kind === 'event' ? model.valueBefore(entry) : undefined;
      return value && Buffer.from(value).toString();
    });
    assert.deepEqual(before, [undefined, undefined, 'one', 'two', undefined, undefined]);
  });

  it('follows pinned keys also when their events have fallen out', () => {
    const model = small();
    fill(model, 1, 3, () => '/pinned');
    model.pin(bytesFromText('/pinned'));
    fill(model, 3, 30);
    const [pin] = model.pins;
    assert.deepEqual([pin?.count, pin?.latest?.modRevision], [2, 2n]);
    assert.deepEqual(model.keyOf(pin?.id ?? 0), bytesFromText('/pinned'));
    assert.equal(model.find(pin?.latest?.id ?? -1), pin?.latest);
    fill(model, 30, 31, () => '/pinned');
    assert.deepEqual([model.pins[0]?.count, model.pins[0]?.latest?.modRevision], [3, 30n]);
    model.unpin(bytesFromText('/pinned'));
    assert.deepEqual(model.pins, []);
  });

  it('counts by the second for a minute, exactly', () => {
    const model = small();
    for (let second = 0; second < 90; second++) {
      for (let index = 0; index <= second % 7; index++) {
        model.addEvent(index === 0 ? deletion('/a', 1) : put('/a', 1), start + second * 1000 + index, false);
      }
    }
    const { puts, deletes, rate, isSampled } = model.figures(start + 90_000);
    assert.deepEqual(
      puts,
      Array.from({ length: 60 }, (_, index) => (30 + index) % 7),
    );
    assert.ok(deletes.every(count => count === 1));
    assert.deepEqual([rate, isSampled], [(89 % 7) + 1, false]);
    assert.ok(watch.toPanel.events.figures(model.figures(start + 90_000)));
    assert.deepEqual(model.figures(start + 1_000_000).puts, new Array(60).fill(0));
  });

  it('says that it samples when nobody could read as fast', () => {
    const model = small();
    for (let index = 0; index < 5000; index++) {
      model.addEvent(put('/a', index + 1), start, false);
    }
    const { isSampled, totals, rate } = model.figures(start + 1000);
    assert.deepEqual([isSampled, totals.updated, rate], [true, 5000, 5000]);
  });

  it('agrees with a plain list, whatever happens to it', () => {
    const random = seededRandom(7);
    const limit = 50;
    const model = new WatchModel({ entries: limit, bytes: 1_000_000 });
    let all: number[] = [];
    let text = '';
    for (let revision = 1; revision < 6000; revision++) {
      model.addEvent(put(`/k${revision % 10}`, revision), start, false);
      all.push(revision);
      all = all.slice(-limit);
      if (random.below(500) === 0) {
        text = random.pick(['', 'k1', 'k2']);
        model.setFilter({ text, change: 'all' });
      }
      if (revision % 97 === 0) {
        const expected = all.filter(number => text === '' || `k${number % 10}` === text);
        assert.deepEqual(listed(model), expected);
        assert.equal(model.end - model.first, expected.length);
      }
    }
  });

  it('names keys of Kubernetes and bounds all others', () => {
    assert.deepEqual(nameOfKey(bytesFromText('/registry/minions/worker-1')), {
      resource: 'nodes',
      namespace: '',
      name: 'worker-1',
    });
    assert.deepEqual(nameOfKey(bytesFromText('/registry/pods/a\u202e/b\u0000')), {
      resource: 'pods',
      namespace: 'a\\xe2\\x80\\xae',
      name: 'b\\x00',
    });
    const { resource, name } = nameOfKey(new Uint8Array(100_000).fill(0xff));
    assert.equal(resource, '');
    assert.ok(name.length <= 251);
  });
});
