/**
 * How long the children of a prefix take on a real etcd, beside the ways one would take without the partition.
 *
 *   node dist/tests/test/bench/keyspace/listLevel.bench.js [keys] [directories]
 *
 * 1,000,000 keys in 70 directories unless told otherwise; ETCDSCOPE_ETCD chooses the version.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bytesFromText } from '../../../src/core/base/bytes';
import type { RangeRequest } from '../../../src/core/base/keyValue';
import { openEtcd } from '../../../src/core/etcd';
import { countKeys } from '../../../src/core/keyspace/countKeys';
import type { KeyspaceReader } from '../../../src/core/keyspace/keyspaceReader';
import { listLevel } from '../../../src/core/keyspace/listLevel';
import { walkKeys } from '../../../src/core/keyspace/walkKeys';
import { startEtcd } from '../../support/etcd';

const prefix = bytesFromText('/registry/');
const repetitions = 5;
const loadersAtOnce = 16;

async function main(keys: number, directories: number): Promise<void> {
  const etcd = await startEtcd();
  try {
    const endpoint = etcd.endpoints[0] as string;
    await load(endpoint, keys, directories);
    const store = await openEtcd({ endpoints: etcd.endpoints });
    const { reader, work } = counting(store);
    console.log(
      `etcd ${etcd.binaries.version}, ${keys} keys in ${directories} directories; milliseconds, best and median of ${repetitions}`,
    );
    await measure('listLevel, partition', async () => {
      Object.assign(work, { calls: 0, operations: 0, keys: 0 });
      const { children } = await listLevel(reader, prefix);
      return `${children.length} children, ${work.calls} calls, ${work.operations} operations, ${work.keys} keys sent`;
    });
    await measure('count_only of the prefix', async () => `${await countKeys(store, prefix)} keys`);
    await measure('one leaf directory, first page', async () => {
      Object.assign(work, { calls: 0, operations: 0, keys: 0 });
      const { children } = await listLevel(reader, bytesFromText('/registry/poda0/ns-0/'));
      return `${children.length} children, ${work.calls} calls, ${work.operations} operations, ${work.keys} keys sent`;
    });
    await measure('etcdctl get --prefix --keys-only', async () => {
      const args = ['--endpoints', endpoint, '--command-timeout=120s', 'get', '--prefix', '--keys-only', '/registry/'];
      const { stdout } = await promisify(execFile)(etcd.binaries.etcdctl, args, {
        env: { ...process.env, ETCDCTL_API: '3' },
        maxBuffer: 2 ** 30,
      });
      return `${stdout.length} characters`;
    });
    await measure('walkKeys over all', async () => {
      let walked = 0;
      for await (const page of walkKeys(store, prefix)) {
        walked = page.walked;
      }
      return `${walked} keys`;
    });
    store.close();
  } finally {
    await etcd.stop();
  }
}

/** Resource names begin as Kubernetes' own do, with first letters shared unevenly. */
const nameBeginnings = [
  'pod',
  'config',
  'secret',
  'service',
  'cluster',
  'replica',
  'end',
  'event',
  'lease',
  'stateful',
  'role',
  'custom',
  'job',
  'name',
];

async function load(endpoint: string, keys: number, directories: number): Promise<void> {
  // Through etcd's JSON gateway, whose transactions put 128 keys at a time.
  const value = Buffer.alloc(100).toString('base64');
  const keyOf = (index: number): string => {
    const directory = index % directories;
    const name = `${nameBeginnings[directory % nameBeginnings.length]}${String.fromCharCode(97 + (directory % 26))}${directory}`;
    return Buffer.from(`/registry/${name}/ns-${index % 40}/object-${index}`).toString('base64');
  };
  let next = 0;
  const loader = async (): Promise<void> => {
    while (next < keys) {
      const from = next;
      next = Math.min(keys, from + 128);
      const success = Array.from({ length: next - from }, (_, offset) => ({
        requestPut: { key: keyOf(from + offset), value },
      }));
      const response = await fetch(`${endpoint}/v3/kv/txn`, { method: 'POST', body: JSON.stringify({ success }) });
      if (!response.ok) {
        throw new Error(`put answered ${response.status}`);
      }
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: loadersAtOnce }, loader));
}

function counting(store: KeyspaceReader): {
  reader: KeyspaceReader;
  work: { calls: number; operations: number; keys: number };
} {
  const work = { calls: 0, operations: 0, keys: 0 };
  const ranges: KeyspaceReader['ranges'] = async (requests: readonly RangeRequest[], options) => {
    const results = await store.ranges(requests, options);
    work.calls++;
    work.operations += requests.length;
    work.keys += results.reduce((sum, result) => sum + result.keyValues.length, 0);
    return results;
  };
  const range: KeyspaceReader['range'] = async (request, options) => {
    const result = await store.range(request, options);
    work.calls++;
    work.operations++;
    work.keys += result.keyValues.length;
    return result;
  };
  return { reader: { range, ranges }, work };
}

async function measure(name: string, run: () => Promise<string>): Promise<void> {
  const times: number[] = [];
  let outcome = '';
  for (let count = 0; count < repetitions; count++) {
    const start = performance.now();
    outcome = await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const [best, median] = [times[0], times[Math.floor(times.length / 2)]].map(time => (time as number).toFixed(1));
  console.log(`${name}: ${best} / ${median}  (${outcome})`);
}

void main(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 70));
