/**
 * How long the children of a prefix take on a real etcd, beside the ways one would take without the partition.
 *
 *   npm run bench -- keyspace [keys] [directories]
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

export async function run(args: readonly string[]): Promise<void> {
  const keys = Number(args[0] ?? 1_000_000);
  const directories = Number(args[1] ?? 70);
  const etcd = await startEtcd();
  try {
    const endpoint = etcd.endpoints[0] as string;
    await load(endpoint, keys, directories);
    const store = await openEtcd({ endpoints: etcd.endpoints });
    const { reader, work } = counting(store);
    const floor = await measure('count_only of the prefix', undefined, async () => ({
      keys: await countKeys(store, prefix),
    }));
    const rival = await measure('etcdctl get --prefix --keys-only', undefined, async () => {
      const args = ['--endpoints', endpoint, '--command-timeout=120s', 'get', '--prefix', '--keys-only', '/registry/'];
      const { stdout } = await promisify(execFile)(etcd.binaries.etcdctl, args, {
        env: { ...process.env, ETCDCTL_API: '3' },
        maxBuffer: 2 ** 30,
      });
      return { characters: stdout.length };
    });
    const others = { etcd: etcd.binaries.version, floor, rival };
    await measure('listLevel, partition', others, async () => {
      Object.assign(work, { calls: 0, operations: 0, keys: 0 });
      const { children } = await listLevel(reader, prefix);
      return { children: children.length, ...work };
    });
    await measure('one leaf directory, first page', others, async () => {
      Object.assign(work, { calls: 0, operations: 0, keys: 0 });
      const { children } = await listLevel(reader, bytesFromText('/registry/poda0/ns-0/'));
      return { children: children.length, ...work };
    });
    await measure('walkKeys over all', others, async () => {
      let walked = 0;
      for await (const page of walkKeys(store, prefix)) {
        walked = page.walked;
      }
      return { walked };
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

interface Others {
  readonly etcd: string;
  /** Milliseconds, the medians of the two that the rest is compared with. */
  readonly floor: number;
  readonly rival: number;
}

/** Prints the median of several runs, with its ratios to the others', and answers it in milliseconds. */
async function measure(
  name: string,
  others: Others | undefined,
  run: () => Promise<Readonly<Record<string, number>>>,
): Promise<number> {
  const times: number[] = [];
  let outcome: Readonly<Record<string, number>> = {};
  for (let count = 0; count < repetitions; count++) {
    const start = performance.now();
    outcome = await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const milliseconds = times[Math.floor(times.length / 2)] as number;
  const ratios = others && {
    toCountOnly: ratio(milliseconds, others.floor),
    toEtcdctl: ratio(milliseconds, others.rival),
  };
  console.log(JSON.stringify({ name, milliseconds: Math.round(milliseconds * 10) / 10, ...ratios, ...outcome }));
  return milliseconds;
}

function ratio(a: number, b: number): number {
  return Math.round((a / b) * 1000) / 1000;
}
