import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import type { WatchEvent } from '../../../src/core/etcd';
import { WatchPosition } from '../../../src/core/etcd/watch/watchPosition';
import { seededRandom } from '../../support/seededRandom';

function event(name: string): WatchEvent {
  const [revision = '', key = ''] = name.split(' ');
  const modRevision = BigInt(revision);
  return { type: 'put', key: bytesFromText(key), modRevision, createRevision: modRevision, version: 1n };
}

function accept(position: WatchPosition, names: readonly string[], isPart = false): string[] {
  return position
    .accept(names.map(event), isPart)
    .map(({ key, modRevision }) => `${modRevision} ${textFromBytes(key)}`);
}

describe('the position of a watch', () => {
  it('begins where it is told, or after what the server had when it began', () => {
    assert.equal(new WatchPosition(7n).startRevision, 7n);
    const now = new WatchPosition(undefined);
    now.begin();
    assert.deepEqual([now.startRevision, now.completeRevision], [undefined, undefined]);
    now.created(41n);
    assert.deepEqual([now.startRevision, now.completeRevision], [42n, 41n]);
    now.begin();
    now.created(99n);
    assert.equal(now.startRevision, 42n, 'a later stream does not skip what happened between');
  });

  it('goes on after the last whole revision', () => {
    const position = new WatchPosition(5n);
    assert.deepEqual(accept(position, ['5 a', '5 b', '9 a']), ['5 a', '5 b', '9 a']);
    assert.equal(position.startRevision, 10n);
  });

  it('drops what a server sends again', () => {
    const position = new WatchPosition(5n);
    accept(position, ['5 a', '6 a']);
    assert.deepEqual(accept(position, ['5 a', '6 a', '7 a']), ['7 a']);
    assert.deepEqual(accept(position, ['6 a']), []);
    assert.equal(position.startRevision, 8n);
  });

  it('goes on within a revision on the same stream', () => {
    const position = new WatchPosition(5n);
    assert.deepEqual(accept(position, ['5 a', '5 b'], true), ['5 a', '5 b']);
    assert.deepEqual(accept(position, ['5 c'], true), ['5 c']);
    assert.deepEqual(accept(position, ['5 d', '6 a']), ['5 d', '6 a']);
    assert.equal(position.startRevision, 7n);
  });

  it('goes on within a revision on another stream, in whatever parts it comes then', () => {
    const position = new WatchPosition(5n);
    accept(position, ['4 z', '5 a', '5 b'], true);
    assert.equal(position.startRevision, 5n);
    position.begin();
    assert.deepEqual(accept(position, ['5 a'], true), []);
    position.begin();
    assert.deepEqual(accept(position, ['5 a'], true), []);
    assert.deepEqual(accept(position, ['5 b', '5 c'], true), ['5 c']);
    position.begin();
    assert.deepEqual(accept(position, ['5 a', '5 b', '5 c', '5 d', '6 a']), ['5 d', '6 a']);
    position.begin();
    assert.deepEqual(accept(position, ['7 a']), ['7 a']);
  });

  it('says so when what was delivered is no longer there to go on from', () => {
    const position = new WatchPosition(5n);
    accept(position, ['5 a', '5 b'], true);
    position.begin();
    assert.throws(
      () => accept(position, ['5 a', '6 a']),
      error => hasCode(error, 'revision.compacted') && error.facts.revision === 5n,
    );
  });

  it('moves on by progress, and never back', () => {
    const position = new WatchPosition(5n);
    position.progressed(3n);
    assert.equal(position.startRevision, 5n);
    position.progressed(20n);
    assert.equal(position.startRevision, 21n);
    accept(position, ['21 a'], true);
    position.begin();
    position.progressed(20n);
    assert.deepEqual(accept(position, ['21 a', '21 b']), ['21 b'], 'an old answer does not forget the part');
    position.progressed(30n);
    position.begin();
    assert.deepEqual(accept(position, ['31 a']), ['31 a']);
  });

  it('brings every event once and in order, wherever streams break', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      const all = Array.from({ length: 30 }, (_, revision) =>
        Array.from({ length: 1 + random.below(4) }, (_, index) => `${revision + 5} k${index}`),
      ).flat();
      const position = new WatchPosition(5n);
      const told: string[] = [];
      while (told.length < all.length) {
        position.begin();
        let rest = all.filter(name => event(name).modRevision >= (position.startRevision ?? 0n));
        // A stream brings some parts and breaks.
        for (let parts = 1 + random.below(4); parts > 0 && rest.length > 0; parts--) {
          const part = rest.slice(0, 1 + random.below(7));
          rest = rest.slice(part.length);
          const dividesRevision =
            rest.length > 0 && event(part.at(-1) ?? '').modRevision === event(rest[0] ?? '').modRevision;
          told.push(...accept(position, part, dividesRevision || random.below(2) === 0));
        }
      }
      assert.deepEqual(told, all, `seed ${seed}`);
    }
  });
});
