import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../../src/core/base/bytes';
import { EtcdscopeError, hasCode } from '../../../../src/core/base/errors';
import type { KeyValue, RangeRequest, RangeResult } from '../../../../src/core/base/keyValue';
import {
  type CompareOptions,
  type CompareProgress,
  compareKeyspaces,
} from '../../../../src/core/keyspace/compare/compareKeyspaces';
import type { KeyspaceReader } from '../../../../src/core/keyspace/keyspaceReader';
import { type KeyChange, MemoryReader } from '../../../support/memoryReader';
import { seededRandom } from '../../../support/seededRandom';

/** One letter a difference, as git has them, and the key. */
async function compare(left: KeyspaceReader, right: KeyspaceReader, options: CompareOptions = {}) {
  const letters = { created: 'A', changed: 'M', deleted: 'D' };
  const found: string[] = [];
  const differences = compareKeyspaces(left, right, options);
  for (;;) {
    const step = await differences.next();
    if (step.done) {
      return { found, summary: step.value };
    }
    found.push(`${letters[step.value.kind]} ${textFromBytes(step.value.key)}`);
  }
}

function valued(...pairs: readonly (readonly [string, string])[]): readonly KeyChange[] {
  return pairs.map(([key, value]) => [key, bytesFromText(value)]);
}

/** What the comparison must find, by the whole of both sides. */
async function difference(left: KeyspaceReader, right: KeyspaceReader, request: readonly [bigint, bigint]) {
  const all = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) };
  const valuesOf = async (reader: KeyspaceReader, revision: bigint) =>
    new Map(
      (await reader.range({ ...all, revision })).keyValues.map(({ key, value }) => [
        textFromBytes(key) ?? '',
        textFromBytes(value) ?? '',
      ]),
    );
  const [before, after] = [await valuesOf(left, request[0]), await valuesOf(right, request[1])];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap(key => {
    const [a, b] = [before.get(key), after.get(key)];
    return a === b ? [] : [`${a === undefined ? 'A' : b === undefined ? 'D' : 'M'} ${key}`];
  });
}

/** Counts the values that are sent. */
class Counting implements KeyspaceReader {
  values = 0;

  constructor(private readonly reader: KeyspaceReader) {}

  async range(request: RangeRequest): Promise<RangeResult> {
    return this.count(request, await this.reader.range(request));
  }

  async ranges(requests: readonly RangeRequest[]): Promise<readonly RangeResult[]> {
    const results = await this.reader.ranges(requests);
    return results.map((result, index) => this.count(requests[index] as RangeRequest, result));
  }

  private count({ keysOnly }: RangeRequest, result: RangeResult): RangeResult {
    this.values += keysOnly ? 0 : result.keyValues.length;
    return result;
  }
}

describe('comparing two keyspaces', () => {
  it('tells what was created, changed and deleted, in key order', async () => {
    const store = new MemoryReader();
    const before = store.put(...valued(['a/1', 'one'], ['a/2', 'two'], ['a/3', 'three'], ['b', 'b']));
    store.put(...valued(['a/2', 'zwei'], ['a/0', 'null'], ['c', 'c']));
    store.delete('a/3');
    const { found, summary } = await compare(store, store, { leftRevision: before });
    assert.deepEqual(found, ['A a/0', 'M a/2', 'D a/3', 'A c']);
    assert.deepEqual(summary.found, { created: 2, changed: 1, deleted: 1 });
    assert.deepEqual([summary.leftRevision, summary.rightRevision], [before, before + 2n]);
    assert.deepEqual([summary.compared, summary.total, summary.basis], [9, 9, 'revisions']);
    assert.deepEqual((await compare(store, store, { rightRevision: before })).found, [
      'D a/0',
      'M a/2',
      'A a/3',
      'D c',
    ]);
    const below = await compare(store, store, { leftRevision: before, prefix: bytesFromText('a/') });
    assert.deepEqual(below.found, ['A a/0', 'M a/2', 'D a/3']);
  });

  it('takes a key that was written with the same value for equal, and one that was made anew with another not', async () => {
    const store = new MemoryReader();
    const before = store.put(...valued(['same', 'x'], ['again', 'x'], ['anew', 'x']));
    store.put(...valued(['same', 'x']));
    store.delete('again');
    store.put(...valued(['again', 'x']));
    store.delete('anew');
    store.put(...valued(['anew', 'y']));
    assert.deepEqual((await compare(store, store, { leftRevision: before })).found, ['M anew']);
  });

  it('finds nothing between equal sides, nor between empty ones', async () => {
    const [left, right] = [new MemoryReader(['a', 'b']), new MemoryReader(['b', 'c'])];
    assert.deepEqual((await compare(left, left)).found, []);
    assert.deepEqual((await compare(new MemoryReader(), new MemoryReader())).found, []);
    assert.deepEqual((await compare(left, new MemoryReader())).found, ['D a', 'D b']);
    assert.deepEqual((await compare(left, right)).found, ['D a', 'A c']);
  });

  it('reads few values of one history, whatever its size', async () => {
    const store = new MemoryReader();
    const keys = Array.from({ length: 20_000 }, (_, index) => `/k/${String(index).padStart(6, '0')}`);
    const before = store.put(...keys.map((key): KeyChange => [key, bytesFromText('x')]));
    store.put(...keys.slice(100, 103).map((key): KeyChange => [key, bytesFromText('y')]));
    const [left, right] = [new Counting(store), new Counting(store)];
    assert.equal((await compare(left, right, { leftRevision: before })).found.length, 3);
    assert.ok(left.values < 300 && right.values < 300, `${left.values} and ${right.values} values`);
    await compare(left, right, { leftRevision: before, everyValue: true });
    assert.ok(left.values >= 20_000);
  });

  it('does not trust equal revisions of another history', async () => {
    // A store that was restored and went on by itself: the same key at the same revision, with another value.
    const [left, right] = [new MemoryReader(), new MemoryReader()];
    for (const [store, word] of [
      [left, 'ours'],
      [right, 'theirs'],
    ] as const) {
      store.put(...valued(['a', 'x'], ['b', 'x'], ['c', 'x']));
      store.put(...valued(['b', word]));
    }
    const late = await compare(left, right);
    assert.deepEqual(late.found, ['M b']);
    assert.equal(late.summary.basis, 'values');
  });

  it('tells changes among keys taken for equal after the contradiction, each once', async () => {
    const [left, right] = [new MemoryReader(), new MemoryReader()];
    left.put(...valued(['a', 'x'], ['b', 'x'], ['m', 'x'], ['z', 'x']));
    right.put(...valued(['a', 'x'], ['b', 'x'], ['m', 'x'], ['z', 'x']));
    left.put(...valued(['a', 'ours'], ['z', 'ours']));
    right.put(...valued(['a', 'theirs'], ['z', 'theirs']));
    left.put(...valued(['m', 'y']));
    right.put(...valued(['n', 'y']));
    const { found, summary } = await compare(left, right);
    assert.deepEqual([...found].sort(), ['A n', 'M a', 'M m', 'M z']);
    assert.equal(summary.basis, 'values');
    assert.deepEqual(summary.found, { created: 1, changed: 3, deleted: 0 });
  });

  it('finds the same as reading everything, for any two histories', async function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= 150; seed++) {
      const random = seededRandom(seed);
      const [left, right] = [new MemoryReader(), new MemoryReader()];
      const common = random.below(12);
      const revisions: [bigint[], bigint[]] = [[], []];
      const steps = common + random.below(8);
      for (let step = 0; step < steps; step++) {
        const write = (store: MemoryReader, pick: () => number) => {
          const key = `k${pick()}`;
          return pick() === 0 ? store.delete(key) : store.put([key, bytesFromText(`${pick()}`)]);
        };
        const picks = [random.below(5), random.below(5), random.below(3)];
        const replay = () => {
          let at = 0;
          return () => picks[at++ % 3] ?? 0;
        };
        revisions[0].push(write(left, replay()));
        // After the common part they go their own ways, or on the same keys with values of their own.
        const own = random.below(2) === 0;
        revisions[1].push(
          step < common ? write(right, replay()) : own ? write(right, () => random.below(5)) : write(right, replay()),
        );
      }
      const asked = [revisions[0], revisions[1]].map(all => all[random.below(Math.max(1, all.length))] ?? 1n);
      const [leftRevision = 1n, rightRevision = 1n] = asked;
      const { found } = await compare(left, right, { leftRevision, rightRevision });
      assert.deepEqual(
        [...found].sort(),
        (await difference(left, right, [leftRevision, rightRevision])).sort(),
        `seed ${seed}`,
      );
      assert.equal(new Set(found).size, found.length, `seed ${seed} tells a key twice`);
    }
  });

  it('keeps to the revisions that it began with', async () => {
    const store = new MemoryReader();
    const before = store.put(...valued(['a', 'x'], ['b', 'x']));
    store.put(...valued(['b', 'y']));
    // The first call of each side tells its revision.
    store.beforeCall = calls => (calls > 2 ? store.put(...valued([`later${calls}`, 'x'])) : undefined);
    assert.deepEqual((await compare(store, store, { leftRevision: before })).found, ['M b']);
  });

  it('says which side has lost its revision', async () => {
    const store = new MemoryReader(['a']);
    const before = store.put(...valued(['b', 'x']));
    store.put(...valued(['c', 'x']));
    store.compact(before + 1n);
    await assert.rejects(
      compare(store, store, { rightRevision: before }),
      error => hasCode(error, 'revision.compacted') && error.facts.side === 'right' && error.facts.revision === before,
    );
    await assert.rejects(
      compare(store, store, { leftRevision: before + 9n }),
      error => hasCode(error, 'revision.future') && error.facts.side === 'left',
    );
  });

  it('ends with a cancel, before and in the middle, and lets go of both sides', async () => {
    const store = new MemoryReader(Array.from({ length: 30_000 }, (_, index) => `/k/${index}`));
    const controller = new AbortController();
    const reports: CompareProgress[] = [];
    const onProgress = (progress: CompareProgress) => {
      reports.push(progress);
      controller.abort();
    };
    const cancelled = (error: unknown) => hasCode(error, 'cancelled');
    await assert.rejects(compare(store, store, { signal: controller.signal, onProgress }), cancelled);
    assert.equal(reports.length, 1);
    await assert.rejects(compare(store, store, { signal: controller.signal }), cancelled);
    const first = compareKeyspaces(store, new MemoryReader());
    assert.equal((await first.next()).done, false);
    await first.return({} as CompareProgress);
    const { calls } = store.work;
    await new Promise(resolve => setImmediate(resolve));
    assert.equal(store.work.calls, calls);
  });

  it('asks for fewer values at once where they are too large to receive', async () => {
    const value = (letter: string) => new Uint8Array(Buffer.alloc(1000, letter));
    const store = new MemoryReader();
    const keys = Array.from({ length: 200 }, (_, index) => `/k/${index}`);
    const before = store.put(...keys.map((key): KeyChange => [key, value('a')]));
    store.put(...keys.map((key): KeyChange => [key, value('b')]));
    const limited: KeyspaceReader = {
      range: request => store.range(request),
      ranges: async requests => {
        const results = await store.ranges(requests);
        const bytes = results
          .flatMap(({ keyValues }) => keyValues)
          .reduce((sum, kv: KeyValue) => sum + kv.value.length, 0);
        if (bytes > 10_000) {
          throw new EtcdscopeError('message.tooLarge');
        }
        return results;
      },
    };
    assert.equal((await compare(limited, store, { leftRevision: before })).found.length, 200);
  });
});
