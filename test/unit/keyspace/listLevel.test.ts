import assert from 'node:assert/strict';
import {
  bytesFromText,
  compareBytes,
  concatBytes,
  equalBytes,
  indexOfBytes,
  startsWithBytes,
} from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { keyText } from '../../../src/core/keyspace/keyText';
import type { LevelChild } from '../../../src/core/keyspace/level';
import type { LevelCursor } from '../../../src/core/keyspace/levelCursor';
import { type LevelPage, type ListLevelOptions, listLevel } from '../../../src/core/keyspace/listLevel';
import { MemoryReader } from '../../support/memoryReader';
import { type SeededRandom, seededRandom } from '../../support/seededRandom';

const nothing = new Uint8Array(0);

describe('listLevel', function () {
  this.timeout(120_000);

  it('groups keys by the segment that follows the prefix', async () => {
    const reader = new MemoryReader([
      '/registry/a',
      '/registry/a/1',
      '/registry/a/2',
      '/registry/',
      '/registry//x',
      'other',
    ]);
    const { children, revision, next } = await listLevel(reader, bytesFromText('/registry/'));
    assert.deepEqual(children.map(brief), ['leaf "" 1', 'directory "" 1', 'leaf "a" 1', 'directory "a" 2']);
    assert.deepEqual(
      children.map(child => keyText(child.key)),
      ['/registry/', '/registry//', '/registry/a', '/registry/a/'],
    );
    assert.equal(revision, 2n);
    assert.equal(next, undefined);
  });

  it('shows the whole keyspace for the empty prefix', async () => {
    const keys = [Uint8Array.of(0), Uint8Array.of(0xff), Uint8Array.of(0xff, 0xff), 'a', '/b', 'c/d'];
    const { children } = await listLevel(new MemoryReader(keys), nothing);
    assert.deepEqual(children.map(brief), [
      ...['leaf "\\x00" 1', 'directory "" 1', 'leaf "a" 1', 'directory "c" 1', 'leaf "\\xff" 1', 'leaf "\\xff\\xff" 1'],
    ]);
  });

  it('has no children below a prefix that is not there', async () => {
    const page = await listLevel(new MemoryReader(['a/b']), bytesFromText('b/'));
    assert.deepEqual(page.children, []);
    assert.equal(page.next, undefined);
  });

  it('equals a plain grouping of all keys, for keyspaces of many shapes, delimiters and page sizes', async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = seededRandom(seed);
      const keys = randomKeyspace(random);
      const reader = new MemoryReader(keys);
      const delimiter = random.pick<Uint8Array>([
        ...[bytesFromText('/'), bytesFromText('/'), bytesFromText('::'), bytesFromText('aa'), nothing],
        ...[Uint8Array.of(0), Uint8Array.of(0xff), Uint8Array.of(0xff, 0xff), bytesFromText('é')],
      ]);
      for (const prefix of [nothing, ...Array.from({ length: 3 }, () => randomPrefix(random, keys, delimiter))]) {
        const limit = random.pick([1, 2, 3, 7, 50, 500, 10_000]);
        const { children } = await listAll(reader, prefix, { delimiter, limit });
        assertSameChildren(
          children,
          groupPlainly(keys, prefix, delimiter),
          `seed ${seed}, prefix ${keyText(prefix)}, limit ${limit}`,
        );
      }
    }
  });

  it('equals a plain grouping of large levels', async () => {
    const random = seededRandom(5);
    const wide = Array.from({ length: 30_000 }, (_, index) => `/events/default/pod-${index}.${random.below(1e9)}`);
    const directories = Array.from({ length: 6_000 }, (_, index) => `/pods/ns-${index}/${random.below(1e9)}`);
    const uneven = Array.from(
      { length: 40_000 },
      () => `/uneven/${'abcdefgh'.slice(0, random.below(8))}${random.pick(['', '/', '/x/'])}${random.below(9_999)}`,
    );
    const long = Array.from(
      { length: 5_000 },
      () => `/long/${'n'.repeat(random.below(300))}${random.pick(['/', '-'])}${random.below(99)}`,
    );
    const keys = [...new Set([...wide, ...directories, ...uneven, ...long])].map(bytesFromText).sort(compareBytes);
    const reader = new MemoryReader(keys);
    for (const prefix of ['/events/default/', '/events/', '/pods/', '/pods', '/uneven/', '/long/', '/', '']) {
      for (const limit of [170, 10_000]) {
        const { children } = await listAll(reader, bytesFromText(prefix), { limit });
        assertSameChildren(
          children,
          groupPlainly(keys, bytesFromText(prefix), bytesFromText('/')),
          `${prefix} ${limit}`,
        );
      }
    }
  });

  it('costs about as many calls as there are directories, and visits each key a few times, however many keys there are', async () => {
    for (const keysEach of [300, 3_000]) {
      const keys = resourceNames.flatMap(name =>
        Array.from({ length: keysEach }, (_, index) => `/registry/${name}/ns/${index}`),
      );
      const reader = new MemoryReader(keys);
      const { children } = await listLevel(reader, bytesFromText('/registry/'));
      assert.equal(children.length, resourceNames.length);
      const { calls, keysReturned, keysWalked } = reader.work;
      assert.ok(calls <= resourceNames.length, `${calls} calls`);
      assert.ok(keysReturned <= 10 * resourceNames.length, `${keysReturned} keys returned`);
      assert.ok(keysWalked <= 5 * keys.length, `${keysWalked} keys walked of ${keys.length}`);
    }
  });

  it('costs a page, not the level: 20,000 directories, and 60,000 leaves', async () => {
    const directories = Array.from({ length: 40_000 }, (_, index) => `/p/ns-${index % 20_000}/${index}`);
    const leaves = Array.from({ length: 60_000 }, (_, index) => `/l/pod-${index}`);
    const reader = new MemoryReader([...directories, ...leaves]);
    for (const prefix of ['/p/', '/l/']) {
      const before = { ...reader.work };
      let page = await listLevel(reader, bytesFromText(prefix), { limit: 200 });
      assert.equal(page.children.length, 200);
      assert.ok(reader.work.calls - before.calls <= 12, `${reader.work.calls - before.calls} calls`);
      assert.ok(
        reader.work.keysReturned - before.keysReturned <= 3_000,
        `${reader.work.keysReturned - before.keysReturned} keys`,
      );
      const pages = { ...reader.work };
      for (let count = 0; count < 20; count++) {
        page = await listLevel(reader, bytesFromText(prefix), { limit: 200, next: page.next });
      }
      // A further page does not count all that remains again.
      assert.ok(
        reader.work.keysWalked - pages.keysWalked <= 20 * 30_000,
        `${reader.work.keysWalked - pages.keysWalked} keys walked`,
      );
    }
  });

  it('lists a small directory in one call', async () => {
    const reader = new MemoryReader(['/a/b/one', '/a/b/two', '/a/b/three', '/a/c/1', '/a/c/2', '/z']);
    assert.equal((await listLevel(reader, bytesFromText('/a/b/'))).children.length, 3);
    assert.equal(reader.work.calls, 1);
  });

  it('reads all pages at the revision of the first', async () => {
    const reader = new MemoryReader(manyLeaves(100));
    const first = await listLevel(reader, nothing, { limit: 10 });
    reader.put(['key-0500']);
    reader.delete('key-0050');
    const rest = await listAll(reader, nothing, { limit: 10, next: first.next });
    assert.equal(rest.revision, first.revision);
    assert.equal(rest.children.length, 90);
    const old = await listAll(reader, nothing, { limit: 9, revision: first.revision });
    assert.equal(old.children.length, 100);
  });

  it('goes on at the newest revision, and says so, when the first one has been compacted', async () => {
    const reader = new MemoryReader(manyLeaves(5_000));
    const first = await listLevel(reader, nothing, { limit: 10 });
    const newest = reader.put(['key-0009a'], ['key-0004a']);
    reader.compact(newest);
    const second = await listLevel(reader, nothing, { limit: 4_000, next: first.next });
    assert.equal(second.hasMovedOn, true);
    assert.equal(second.revision, newest);
    assert.equal(second.children[0]?.name, 'key-0009a');
    const third = await listLevel(reader, nothing, { next: second.next, limit: 4_000 });
    assert.equal(third.hasMovedOn, undefined);
    assert.equal(third.revision, newest);
    assert.equal(second.children.length + third.children.length, 4_991);
  });

  it('begins again when its revision is compacted within the first page, without calling that a move', async () => {
    const reader = new MemoryReader(manyLeaves(5_000));
    reader.beforeCall = calls => {
      if (calls === 2) {
        reader.compact(reader.put(['key-new']));
      }
    };
    const page = await listLevel(reader, nothing, { limit: 10_000 });
    assert.equal(page.children.length, 5_001);
    assert.equal(page.hasMovedOn, undefined);
  });

  it('gives up when every revision is compacted away under its hands', async () => {
    const reader = new MemoryReader(manyLeaves(5_000));
    reader.beforeCall = () => reader.compact(reader.put(['key-new']));
    await assert.rejects(listLevel(reader, nothing), error => hasCode(error, 'revision.compacted'));
    assert.ok(reader.work.calls < 20);
  });

  it('does not leave a revision that was asked for', async () => {
    const reader = new MemoryReader(manyLeaves(100));
    const first = await listLevel(reader, nothing, { limit: 10, revision: 2n });
    reader.compact(reader.put(['x']));
    for (const options of [{ revision: 2n }, { limit: 50, next: first.next }]) {
      // Pages that need no further call may still be given out.
      const outcome = listAll(reader, nothing, options);
      await assert.rejects(outcome, error => hasCode(error, 'revision.compacted'));
    }
  });

  it('refuses a cursor of another level', async () => {
    const reader = new MemoryReader(manyLeaves(100));
    const { next } = await listLevel(reader, nothing, { limit: 10 });
    for (const [prefix, delimiter] of [
      ['key', '/'],
      ['', '-'],
    ] as const) {
      await assert.rejects(listLevel(reader, bytesFromText(prefix), { next, delimiter }), error =>
        hasCode(error, 'configuration.invalid'),
      );
    }
  });

  it('stops between calls once its signal fires', async () => {
    const reader = new MemoryReader(Array.from({ length: 20_000 }, (_, index) => `d-${index}/${index}`));
    const controller = new AbortController();
    reader.beforeCall = calls => calls === 2 && controller.abort();
    await assert.rejects(listLevel(reader, nothing, { signal: controller.signal }), error =>
      hasCode(error, 'cancelled'),
    );
    assert.ok(reader.work.calls <= 6, `${reader.work.calls} calls`);
  });

  it('ends with an error where a store contradicts itself', async () => {
    const reader = new MemoryReader(Array.from({ length: 300 }, (_, index) => `a/${index}`));
    const lying = {
      range: reader.range.bind(reader),
      ranges: async (...given: Parameters<MemoryReader['ranges']>) =>
        (await reader.ranges(...given)).map(result => ({ ...result, count: result.count * 2 + 7 })),
    };
    await assert.rejects(listLevel(lying, nothing), error => hasCode(error, 'call.failed'));
    const outOfOrder = {
      range: reader.range.bind(reader),
      ranges: async (...given: Parameters<MemoryReader['ranges']>) =>
        (await reader.ranges(...given)).map(result => ({ ...result, keyValues: [...result.keyValues].reverse() })),
    };
    await assert.rejects(listLevel(outOfOrder, nothing), error => hasCode(error, 'call.failed'));
  });
});

/** Resource directories as Kubernetes has them: first letters are shared unevenly. */
const resourceNames = [
  ...[
    'apiregistration.k8s.io',
    'apiextensions.k8s.io',
    'certificatesigningrequests',
    'clusterrolebindings',
    'clusterroles',
    'configmaps',
  ],
  ...[
    'controllerrevisions',
    'controllers',
    'cronjobs',
    'csidrivers',
    'csinodes',
    'csistoragecapacities',
    'daemonsets',
    'deployments',
  ],
  ...[
    'endpointslices',
    'events',
    'flowschemas',
    'horizontalpodautoscalers',
    'ingress',
    'ingressclasses',
    'ipaddresses',
    'jobs',
    'leases',
  ],
  ...[
    'limitranges',
    'masterleases',
    'minions',
    'mutatingwebhookconfigurations',
    'namespaces',
    'networkpolicies',
    'persistentvolumeclaims',
  ],
  ...[
    'persistentvolumes',
    'poddisruptionbudgets',
    'pods',
    'podtemplates',
    'priorityclasses',
    'prioritylevelconfigurations',
    'ranges',
  ],
  ...[
    'replicasets',
    'resourcequotas',
    'rolebindings',
    'roles',
    'runtimeclasses',
    'secrets',
    'serviceaccounts',
    'servicecidrs',
    'services',
  ],
  ...[
    'statefulsets',
    'storageclasses',
    'validatingadmissionpolicies',
    'validatingadmissionpolicybindings',
    'volumeattachments',
  ],
  ...Array.from({ length: 19 }, (_, index) => `group-${String.fromCharCode(97 + index)}.example.com`),
];

function manyLeaves(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `key-${String(index).padStart(4, '0')}`);
}

function brief({ name, isLeaf, count }: LevelChild): string {
  return `${isLeaf ? 'leaf' : 'directory'} ${JSON.stringify(name).replaceAll('\\\\', '\\')} ${count}`;
}

/** All pages; none may hold more than the limit, and none but the last fewer. */
async function listAll(
  reader: MemoryReader,
  prefix: Uint8Array,
  options: ListLevelOptions,
): Promise<{ children: LevelChild[]; revision: bigint }> {
  const children: LevelChild[] = [];
  let next: LevelCursor | undefined = options.next;
  let page: LevelPage;
  do {
    page = await listLevel(reader, prefix, { ...options, next });
    const limit = options.limit ?? 500;
    assert.ok(
      page.next ? page.children.length === limit : page.children.length <= limit,
      `${page.children.length} of ${limit}`,
    );
    children.push(...page.children);
    next = page.next;
  } while (next);
  return { children, revision: page.revision };
}

/** The same by the simplest means: every key, one after the other. */
function groupPlainly(keys: readonly Uint8Array[], prefix: Uint8Array, delimiter: Uint8Array): LevelChild[] {
  const children: LevelChild[] = [];
  for (const key of keys.filter(candidate => startsWithBytes(candidate, prefix))) {
    const cut = delimiter.length === 0 ? -1 : indexOfBytes(key, delimiter, prefix.length);
    const childKey = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    const last = children.at(-1);
    if (cut >= 0 && last && !last.isLeaf && equalBytes(last.key, childKey)) {
      children[children.length - 1] = { ...last, count: last.count + 1 };
    } else {
      const name = keyText(key.subarray(prefix.length, cut < 0 ? key.length : cut));
      children.push({ name, key: childKey, isLeaf: cut < 0, count: 1 });
    }
  }
  return children;
}

function assertSameChildren(actual: readonly LevelChild[], expected: readonly LevelChild[], where: string): void {
  const spell = (child: LevelChild) => `${keyText(child.key)} ${brief(child)}`;
  assert.deepEqual(actual.map(spell), expected.map(spell), where);
}

function randomKeyspace(random: SeededRandom): Uint8Array[] {
  const alphabet = random.pick<readonly string[]>([
    ['a', 'b', '/'],
    ['a', 'b', 'c', 'd', '/', '//', 'aa', '::', ':'],
    ['\0', 'a', '/', '\u0001', 'é', 'è'],
    ['pods', 'services', 'secrets', '/', '/', 'ns-', '0', '1', '2'],
    ['n'.repeat(40), 'm', '/', 'n'],
  ]);
  const withBytes = random.below(3) === 0;
  const longest = random.pick([2, 4, 8, 16]);
  const shared = random.pick([[], ['/registry/'], ['/registry/', '/registry/pods/', '']]);
  const found = new Map<string, Uint8Array>();
  for (let count = random.pick([1, 5, 40, 300, 1_500]); count > 0; count--) {
    const parts = Array.from({ length: 1 + random.below(longest) }, () =>
      withBytes && random.below(4) === 0
        ? Uint8Array.of(random.pick([0, 1, 0x2f, 0x30, 0x7f, 0x80, 0xfe, 0xff]))
        : bytesFromText(random.pick(alphabet)),
    );
    const key = concatBytes(bytesFromText(shared.length > 0 ? random.pick(shared) : ''), ...parts);
    found.set(Buffer.from(key).toString('latin1'), key);
  }
  return [...found.values()].sort(compareBytes);
}

/** A prefix of some key: at a delimiter, anywhere, the key itself, or one that no key has. */
function randomPrefix(random: SeededRandom, keys: readonly Uint8Array[], delimiter: Uint8Array): Uint8Array {
  const key = random.pick(keys);
  const cut = delimiter.length === 0 ? -1 : indexOfBytes(key, delimiter, random.below(key.length));
  switch (random.below(4)) {
    case 0:
      return cut < 0 ? key : key.slice(0, cut + delimiter.length);
    case 1:
      return key.slice(0, random.below(key.length + 1));
    case 2:
      return key;
    default:
      return concatBytes(key.slice(0, random.below(key.length)), random.bytes(1));
  }
}
