/**
 * How fast events come from a real etcd to our consumer, beside `etcdctl watch` to /dev/null on the same events, and what
 * a consumer that keeps the last ones costs in memory.
 *
 *   npm run bench -- watch [events] [live events]
 *
 * 1,000,000 events, half of them live, unless told otherwise; ETCDSCOPE_ETCD chooses the version.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bytesFromText } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd, type WatchEvent } from '../../../src/core/etcd';
import { watchKeys } from '../../../src/core/watchKeys';
import { type RunningEtcd, startEtcd } from '../../support/etcd';

const prefix = '/registry/';
const lastKey = Buffer.from(`${prefix}zz-last`);
const ring = 10_000;
const repetitions = 3;
const writersAtOnce = 16;
const eventsInATransaction = 128;

export async function run(args: readonly string[]): Promise<void> {
  const events = Number(args[0] ?? 1_000_000);
  const liveEvents = Number(args[1] ?? events / 2);
  const etcd = await startEtcd({ arguments: ['--snapshot-count=100000'] });
  try {
    const store = await openEtcd({ endpoints: etcd.endpoints });
    await write(etcd, events - 1);
    await store.put(lastKey, bytesFromText('end'));
    await replay(etcd, store, events);
    await heap(store, events);
    await live(etcd, store, liveEvents);
    store.close();
  } finally {
    await etcd.stop();
  }
}

/** Both read the same history, one after the other, several times; the medians count. */
async function replay(etcd: RunningEtcd, store: EtcdStore, events: number): Promise<void> {
  const ours: number[] = [];
  const flat: number[] = [];
  const theirs: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    theirs.push(await timed(() => etcdctlUntilLast(etcd, ['--rev=1']).ended));
    ours.push(await timed(() => batchesUntil(store, events, 1n)));
    flat.push(await timed(() => updatesUntil(store, events, 1n)));
  }
  report('replay', etcd, events, { batches: ours, watchKeys: flat, etcdctl: theirs });
}

/** Both watch what is being written, at the same time. */
async function live(etcd: RunningEtcd, store: EtcdStore, events: number): Promise<void> {
  const startRevision = (await store.get(lastKey))?.modRevision ?? 0n;
  const start = performance.now();
  const rival = etcdctlUntilLast(etcd, [`--rev=${startRevision + 1n}`]);
  const theirs = rival.ended.then(() => performance.now() - start);
  const ours = batchesUntil(store, events, startRevision + 1n).then(() => performance.now() - start);
  await write(etcd, events - 1);
  await store.put(lastKey, bytesFromText('end'));
  const written = performance.now() - start;
  report(
    'live',
    etcd,
    events,
    { batches: [await ours], etcdctl: [await theirs] },
    { writtenPerSecond: perSecond(events, written) },
  );
}

/** What stays after the collector ran, of a consumer that keeps the last events. */
async function heap(store: EtcdStore, events: number): Promise<void> {
  const collect = collector();
  const before = memory(collect);
  const kept: WatchEvent[] = new Array(ring);
  let count = 0;
  let peak = 0;
  for await (const updates of store.watch({ ...prefixRange(bytesFromText(prefix)), startRevision: 1n })) {
    for (const update of updates) {
      if (update.type === 'put' || update.type === 'delete') {
        kept[count++ % ring] = update;
        if (count % 100_000 === 0) {
          peak = Math.max(peak, memory(collect) - before);
        }
      }
    }
    if (count >= events) {
      break;
    }
  }
  const growth = Math.max(peak, memory(collect) - before);
  console.log(
    JSON.stringify({ name: 'heap', events: count, ring, kept: kept.length, mebibytes: round(growth / 2 ** 20) }),
  );
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function memory(collect: () => void): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function batchesUntil(store: EtcdStore, events: number, startRevision: bigint): Promise<void> {
  let count = 0;
  for await (const updates of store.watch({ ...prefixRange(bytesFromText(prefix)), startRevision })) {
    for (const update of updates) {
      if (update.type === 'put' || update.type === 'delete') {
        count++;
      }
    }
    if (count >= events) {
      return;
    }
  }
}

async function updatesUntil(store: EtcdStore, events: number, startRevision: bigint): Promise<void> {
  let count = 0;
  for await (const update of watchKeys(store, { prefix: bytesFromText(prefix), startRevision })) {
    if ((update.type === 'put' || update.type === 'delete') && ++count >= events) {
      return;
    }
  }
}

/**
 * A watch of etcdctl with its output to /dev/null, as a whole, and a second one of the last key that tells when the first
 * has come to the end: both are sent the same revision at about the same time, as the first says nothing by itself.
 */
function etcdctlUntilLast(etcd: RunningEtcd, args: readonly string[]): { readonly ended: Promise<void> } {
  const toNull = openSync('/dev/null', 'w');
  const child: ChildProcess = spawn(
    etcd.binaries.etcdctl,
    ['--endpoints', etcd.endpoints[0] as string, 'watch', '--prefix', prefix, ...args],
    { env: { ...process.env, ETCDCTL_API: '3' }, stdio: ['ignore', 'pipe', toNull] },
  );
  return {
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      let tail = Buffer.alloc(0);
      child.stdout?.on('data', (chunk: Buffer) => {
        tail = Buffer.concat([tail.subarray(-lastKey.length), chunk.subarray(-4096)]);
        if (tail.includes(lastKey)) {
          child.kill();
        }
      });
      child.once('exit', () => resolve());
    }),
  };
}

async function write(etcd: RunningEtcd, events: number): Promise<void> {
  const value = Buffer.alloc(100, 'v').toString('base64');
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < events) {
      const from = next;
      next = Math.min(events, from + eventsInATransaction);
      const success = Array.from({ length: next - from }, (_, offset) => ({
        requestPut: {
          key: Buffer.from(`${prefix}pods/ns-${(from + offset) % 40}/object-${(from + offset) % 50_000}`).toString(
            'base64',
          ),
          value,
        },
      }));
      const response = await fetch(`${etcd.endpoints[0]}/v3/kv/txn`, {
        method: 'POST',
        body: JSON.stringify({ success }),
      });
      if (!response.ok) {
        throw new Error(`put answered ${response.status}`);
      }
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: writersAtOnce }, writer));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function report(
  name: string,
  etcd: RunningEtcd,
  events: number,
  times: Readonly<Record<string, readonly number[]>>,
  more: Readonly<Record<string, number>> = {},
): void {
  const medians = Object.entries(times).map(([who, all]) => [who, median(all)] as const);
  const rival = medians.find(([who]) => who === 'etcdctl')?.[1] ?? Number.NaN;
  for (const [who, milliseconds] of medians) {
    const line = {
      milliseconds: round(milliseconds),
      perSecond: perSecond(events, milliseconds),
      toEtcdctl: round(rival / milliseconds),
    };
    console.log(JSON.stringify({ name: `${name}, ${who}`, etcd: etcd.binaries.version, events, ...line, ...more }));
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function perSecond(events: number, milliseconds: number): number {
  return Math.round((events / milliseconds) * 1000);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
