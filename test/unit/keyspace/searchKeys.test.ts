import assert from 'node:assert/strict';
import { bytesFromText, compareBytes } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { keyPattern } from '../../../src/core/keyspace/keyPattern';
import { keyText } from '../../../src/core/keyspace/keyText';
import { type SearchKeysOptions, type SearchProgress, searchKeys } from '../../../src/core/keyspace/searchKeys';
import { walkKeys } from '../../../src/core/keyspace/walkKeys';
import { MemoryReader } from '../../support/memoryReader';
import { seededRandom } from '../../support/seededRandom';

const nothing = new Uint8Array(0);

describe('keyPattern', function () {
  this.timeout(60_000);

  it('matches a text anywhere, with wildcards, in either case', () => {
    const text = '/registry/Pods/kube-system/web-1*?\\xff';
    const matching = [
      '',
      'pods',
      'PODS',
      '/pods/*/web',
      'w?b',
      '*',
      'web-1\\*\\?',
      '\\xff',
      'reg*ods*1',
      '?registry',
      'xff?'.slice(0, 3),
    ];
    const others = ['pod/', 'w?eb', 'web-1*pods', 'xff?', 'web\\*', '\\*\\*', 'registry/?/'];
    for (const query of matching) {
      assert.equal(keyPattern(query)(text), true, query);
    }
    for (const query of others) {
      assert.equal(keyPattern(query)(text), false, query);
    }
  });

  it('answers at once where backtracking would take for ever', () => {
    assert.equal(keyPattern(`${'a*'.repeat(40)}b`)('a'.repeat(2_000)), false);
  });
});

describe('searchKeys', function () {
  this.timeout(60_000);

  it('finds keys by their shown text, in key order, below a prefix, up to a limit', async () => {
    const reader = new MemoryReader(['/a/Web', '/a/db', '/b/web', Uint8Array.of(0xff, 0x77)]);
    assert.deepEqual(await found(reader, 'web'), ['/a/Web', '/b/web']);
    assert.deepEqual(await found(reader, 'web', { prefix: bytesFromText('/b') }), ['/b/web']);
    assert.deepEqual(await found(reader, 'web', { limit: 1 }), ['/a/Web']);
    assert.deepEqual(await found(reader, 'web', { limit: 0 }), []);
    assert.deepEqual(await found(reader, '\\xff'), ['\\xffw']);
    assert.deepEqual(await found(new MemoryReader(), 'x'), []);
  });

  it('reports how far it is', async () => {
    const reader = new MemoryReader(numbered(7_500));
    const progress: SearchProgress[] = [];
    await found(reader, '00', { onProgress: step => progress.push(step) });
    assert.deepEqual(
      progress.map(({ searched, total }) => [searched, total]),
      [
        [1_000, 7_500],
        [6_000, 7_500],
        [7_500, 7_500],
      ],
    );
  });
});

describe('walkKeys', function () {
  this.timeout(120_000);

  it('gives every key once and in order, and has each counted a few times only', async () => {
    const random = seededRandom(3);
    const texts = new Set<string>(numbered(40_000));
    while (texts.size < 120_000) {
      texts.add(`/${random.pick(['pods', 'secrets', 'events'])}/${random.below(50)}/${random.below(1e9)}`);
    }
    const keys = [...texts].map(bytesFromText);
    const reader = new MemoryReader([...keys, Uint8Array.of(0), Uint8Array.of(0xff, 0xff)]);
    const walked = await walkAll(reader, nothing);
    const expected = [...keys, Uint8Array.of(0), Uint8Array.of(0xff, 0xff)].sort(compareBytes);
    assert.equal(walked.length, expected.length);
    assert.ok(walked.every((key, index) => Buffer.compare(key, expected[index] as Uint8Array) === 0));
    assert.ok(reader.work.keysWalked < 20 * keys.length, `${reader.work.keysWalked} keys walked`);
    assert.ok(reader.work.keysReturned < 1.1 * keys.length, `${reader.work.keysReturned} keys returned`);
  });

  it('goes on after the last key at the newest revision when its own has been compacted', async () => {
    const reader = new MemoryReader(numbered(30_000));
    const revisions = new Set<bigint>();
    const keys: string[] = [];
    for await (const page of walkKeys(reader, nothing)) {
      keys.push(...page.keys.map(keyText));
      revisions.add(page.revision);
      if (keys.length === 6_000) {
        reader.put(['key-00000a'], ['key-29999a']);
        reader.compact(reader.delete('key-29998'));
      }
    }
    assert.equal(revisions.size, 2);
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(keys.slice(-3), ['key-29997', 'key-29999', 'key-29999a']);
    assert.equal(keys.length, 30_000);
  });

  it('does not leave an asked revision, and gives up where no revision lasts', async () => {
    const reader = new MemoryReader(numbered(5_000));
    reader.beforeCall = calls => calls === 2 && reader.compact(reader.put(['x']));
    await assert.rejects(walkAll(reader, nothing, 2n), error => hasCode(error, 'revision.compacted'));
    const restless = new MemoryReader(numbered(5_000));
    let calls = 0;
    const vanishing = {
      ranges: restless.ranges.bind(restless),
      range: (...[request, options]: Parameters<MemoryReader['range']>) => {
        calls++;
        return restless.range(request, options).then(result => ({ ...result, revision: 0n + result.revision - 1n }));
      },
    };
    restless.compact(restless.put(['x']));
    // Each page but the first of a revision meets a compacted one; every move brings a page, so the walk ends all the same.
    assert.equal((await walkAll(vanishing, nothing)).length, 5_001);
    assert.ok(calls <= 12, `${calls} calls`);
    restless.beforeCall = () => restless.compact(restless.put(['y']));
    const never = {
      ...vanishing,
      range: (...[request, options]: Parameters<MemoryReader['range']>) =>
        restless.range({ ...request, revision: 2n }, options),
    };
    await assert.rejects(walkAll(never, nothing), error => hasCode(error, 'revision.compacted'));
  });

  it('stops between pages once its signal fires', async () => {
    const reader = new MemoryReader(numbered(10_000));
    const controller = new AbortController();
    const walk = async () => {
      for await (const page of walkKeys(reader, nothing, { signal: controller.signal })) {
        assert.ok(page.walked <= 1_000);
        controller.abort();
      }
    };
    await assert.rejects(walk(), error => hasCode(error, 'cancelled'));
  });
});

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `key-${String(index).padStart(5, '0')}`);
}

async function found(reader: MemoryReader, query: string, options?: SearchKeysOptions): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of searchKeys(reader, query, options)) {
    keys.push(keyText(key));
  }
  return keys;
}

async function walkAll(
  reader: Pick<MemoryReader, 'range' | 'ranges'>,
  prefix: Uint8Array,
  revision?: bigint,
): Promise<Uint8Array[]> {
  const keys: Uint8Array[] = [];
  for await (const page of walkKeys(reader, prefix, { revision })) {
    keys.push(...page.keys);
  }
  return keys;
}
