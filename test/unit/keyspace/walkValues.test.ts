import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { EtcdscopeError, hasCode } from '../../../src/core/base/errors';
import type { KeyspaceReader } from '../../../src/core/keyspace/keyspaceReader';
import { PageSize } from '../../../src/core/keyspace/pageSize';
import { type WalkValuesOptions, walkValues } from '../../../src/core/keyspace/walkValues';
import { type KeyChange, MemoryReader } from '../../support/memoryReader';
import { seededRandom } from '../../support/seededRandom';

async function walk(reader: KeyspaceReader, prefixes: readonly string[], options: WalkValuesOptions = {}) {
  const keys: string[] = [];
  const totals: number[] = [];
  let [moves, revision] = [0, 0n];
  for await (const page of walkValues(reader, prefixes.map(bytesFromText), options)) {
    keys.push(...page.keyValues.map(({ key }) => textFromBytes(key) ?? ''));
    totals.push(page.total);
    ({ moves, revision } = page);
    assert.equal(page.walked, keys.length);
  }
  return { keys, totals, moves, revision };
}

function manyKeys(count: number, seed = 1): readonly string[] {
  const random = seededRandom(seed);
  const keys = Array.from({ length: count }, () => `/registry/secrets/n${random.below(9)}/${random.below(1e9)}`);
  return [...new Set(keys)].sort();
}

function readerOf(keys: readonly string[], size = 10): MemoryReader {
  const reader = new MemoryReader();
  reader.put(...keys.map((key): KeyChange => [key, new Uint8Array(size)]));
  return reader;
}

describe('walking over values', () => {
  it('gives each key once and in order, whatever the prefixes', async () => {
    const keys = manyKeys(5000);
    const reader = readerOf([...keys, 'a', 'b/1', 'b/2', 'bc']);
    assert.deepEqual((await walk(reader, ['/registry/secrets/'])).keys, keys);
    assert.deepEqual((await walk(reader, [''])).keys, [...keys, 'a', 'b/1', 'b/2', 'bc']);
    assert.deepEqual((await walk(reader, ['b/', 'b', '/registry/', 'b/1', 'b/'])).keys, [...keys, 'b/1', 'b/2', 'bc']);
    assert.deepEqual((await walk(reader, ['nothing'])).keys, []);
    assert.deepEqual((await walk(reader, [])).keys, []);
  });

  it('has the server count little more than it reads', async function () {
    this.timeout(30_000);
    const keys = manyKeys(40_000);
    const reader = readerOf(keys, 2500);
    const { keys: walked } = await walk(reader, ['/registry/secrets/']);
    assert.equal(walked.length, keys.length);
    // In pages over the whole range, which hold some 800 of them, it would be some 40 times as many.
    assert.ok(reader.work.keysWalked < 14 * keys.length, String(reader.work.keysWalked / keys.length));
    assert.ok(reader.work.calls < 250, String(reader.work.calls));
    assert.ok(reader.work.keysReturned === keys.length, String(reader.work.keysReturned));
  });

  it('reads at one revision, and goes on behind the last key where that is gone', async () => {
    const keys = manyKeys(3000);
    const reader = readerOf(keys, 20_000);
    let compactions = 0;
    reader.beforeCall = calls => {
      if (calls % 4 === 0 && compactions < 5) {
        compactions++;
        reader.compact(reader.put([`zz${calls}`]));
      }
    };
    const walked = await walk(reader, ['/registry/']);
    assert.deepEqual(walked.keys, keys);
    assert.equal(walked.moves, 5);
    assert.ok(walked.totals.every(total => total === keys.length));
  });

  it('keeps to an asked revision, or fails', async () => {
    const reader = readerOf(['/a/1', '/a/2']);
    const revision = reader.put(['/a/3']);
    reader.delete('/a/1');
    assert.deepEqual((await walk(reader, ['/a/'], { revision })).keys, ['/a/1', '/a/2', '/a/3']);
    reader.compact(revision + 1n);
    await assert.rejects(walk(reader, ['/a/'], { revision }), error => hasCode(error, 'revision.compacted'));
  });

  it('gives up where every revision is gone before a page came', async () => {
    const reader = readerOf(manyKeys(10));
    reader.beforeCall = () => reader.compact(reader.put(['zz']) + 1n);
    await assert.rejects(walk(reader, ['/registry/'], {}), error =>
      hasCode(error, 'revision.compacted', 'revision.future'),
    );
  });

  it('asks for less where an answer is too large to receive', async () => {
    const keys = manyKeys(500);
    const plain = readerOf(keys);
    let refused = 0;
    const reader: KeyspaceReader = {
      ranges: (requests, options) => plain.ranges(requests, options),
      range: async (request, options) => {
        if ((request.limit ?? 0) > 5) {
          refused++;
          throw new EtcdscopeError('message.tooLarge', { limit: 5 });
        }
        return plain.range(request, options);
      },
    };
    assert.deepEqual((await walk(reader, ['/registry/'])).keys, keys);
    assert.ok(refused > 0);
    const never: KeyspaceReader = {
      ...reader,
      range: () => Promise.reject(new EtcdscopeError('message.tooLarge')),
    };
    await assert.rejects(walk(never, ['/registry/']), error => hasCode(error, 'message.tooLarge'));
  });

  it('refuses answers that no store gives', async () => {
    const plain = readerOf(manyKeys(300));
    const wrong = (change: (keys: readonly unknown[]) => readonly unknown[]): KeyspaceReader => ({
      ranges: (requests, options) => plain.ranges(requests, options),
      range: async (request, options) => {
        const result = await plain.range(request, options);
        return { ...result, keyValues: change(result.keyValues) as typeof result.keyValues };
      },
    });
    for (const change of [
      (keys: readonly unknown[]) => keys.toReversed(),
      () => [],
      (keys: readonly unknown[]) => [...keys, ...keys],
    ]) {
      await assert.rejects(walk(wrong(change), ['/registry/']), error => hasCode(error, 'call.failed'));
    }
  });

  it('has a failure only where it is waited for', async () => {
    const reader = readerOf(manyKeys(2000));
    const pages = walkValues(reader, [bytesFromText('/registry/')]);
    await pages.next();
    reader.beforeCall = () => {
      throw new EtcdscopeError('connection.lost');
    };
    await pages.next().catch(() => undefined);
    // Node would end the process for a rejection that nobody sees.
    await new Promise(resolve => setImmediate(resolve));
    await pages.return();
  });
});

describe('the size of a page', () => {
  it('aims at 2 MiB, and grows step by step', () => {
    const size = new PageSize();
    assert.equal(size.limit, 64);
    size.learn(64, 64 * 100);
    assert.equal(size.limit, 256);
    size.learn(256, 256 * 100);
    assert.equal(size.limit, 1000);
    size.learn(1000, 1000 * 1024 * 1024);
    assert.equal(size.limit, 2);
    assert.equal(size.shrink(), true);
    assert.equal(size.shrink(), false);
  });
});
