/**
 * How fast events come from a real etcd to our consumer, beside `etcdctl watch` to /dev/null on the same events, and what
 * a consumer that keeps the last ones costs in memory.
 *
 *   npm run bench -- watch [throughput] [events] [live events]
 *   npm run bench -- watch painted [puts a second] [seconds]
 *
 * 1,000,000 events, half of them live, unless told otherwise; ETCDSCOPE_ETCD chooses the version. Then, unless it is the
 * throughput alone, how long a put takes until a browser has painted it, at 1,000 a second for 10 seconds.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bytesFromText } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd, type WatchEvent } from '../../../src/core/etcd';
import { watchKeys } from '../../../src/core/watchKeys';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { putTogether } from '../../support/putTogether';
import { painted } from './painted';
import { throughModel } from './throughModel';

const prefix = '/registry/';
const lastKey = Buffer.from(`${prefix}zz-last`);
const lastValue = 'end';
const value = bytesFromText('v'.repeat(100));
const ring = 10_000;
const repetitions = 3;
const writersAtOnce = 16;
const eventsInATransaction = 128;

export async function run(args: readonly string[]): Promise<void> {
  const [what, ...rest] = args;
  if (what === 'painted') {
    const [rate = 1000, seconds = 10] = rest.map(Number);
    await painted({ rate, seconds });
  } else if (what === 'throughput') {
    await throughput(rest);
  } else {
    await throughput(args);
    await painted({ rate: 1000, seconds: 10 });
  }
}

async function throughput(args: readonly string[]): Promise<void> {
  const events = Number(args[0] ?? 1_000_000);
  const liveEvents = Number(args[1] ?? events / 2);
  const etcd = await startEtcd({ arguments: ['--snapshot-count=100000'] });
  try {
    const store = await openEtcd({ endpoints: etcd.endpoints });
    await write(etcd, events - 1);
    await store.put(lastKey, bytesFromText(lastValue));
    await replay(etcd, store, events);
    await heap(store, events);
    await modelHeap(store, events);
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
  const models: number[] = [];
  const theirs: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    theirs.push(await timed(() => etcdctlWatch(etcd, 1n, events)));
    models.push(
      await timed(async () => {
        await throughModel(store, prefixRange(bytesFromText(prefix)), { events, startRevision: 1n });
      }),
    );
    ours.push(await timed(() => batchesUntil(store, events, 1n)));
    flat.push(await timed(() => updatesUntil(store, events, 1n)));
  }
  report('replay', etcd, events, {
    batches: ours,
    watchKeys: flat,
    'to the model of the panel': models,
    etcdctl: theirs,
  });
}

/** Both watch what is being written, at the same time. */
async function live(etcd: RunningEtcd, store: EtcdStore, events: number): Promise<void> {
  const startRevision = ((await store.get(lastKey))?.modRevision ?? 0n) + 1n;
  const start = performance.now();
  const untilNow = () => performance.now() - start;
  const theirs = etcdctlWatch(etcd, startRevision, events).then(untilNow);
  const ours = batchesUntil(store, events, startRevision).then(untilNow);
  await write(etcd, events - 1);
  await store.put(lastKey, bytesFromText(lastValue));
  const written = untilNow();
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

/** The same of the panel's model, which holds the value before each event as well. */
async function modelHeap(store: EtcdStore, events: number): Promise<void> {
  const collect = collector();
  const before = memory(collect);
  let peak = 0;
  let next = 100_000;
  const onEvents = (count: number) => {
    if (count >= next) {
      next += 100_000;
      peak = Math.max(peak, memory(collect) - before);
    }
  };
  const range = prefixRange(bytesFromText(prefix));
  const model = await throughModel(store, range, { events, startRevision: 1n, onEvents });
  const growth = Math.max(peak, memory(collect) - before);
  const { kept } = model.figures(Date.now());
  console.log(JSON.stringify({ name: "heap of the panel's model", events, kept, mebibytes: round(growth / 2 ** 20) }));
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function memory(collect: () => void): number {
  collect();
  // The memory behind arrays is given back beside the program: a second collection waits for that.
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

/** `etcdctl watch` with its output to /dev/null. It never ends by itself, so its count of written bytes tells when it is done. */
async function etcdctlWatch(etcd: RunningEtcd, startRevision: bigint, events: number): Promise<void> {
  const args = ['watch', '--prefix', prefix, `--rev=${startRevision}`];
  const child = spawn(etcd.binaries.etcdctl, ['--endpoints', etcd.endpoints[0] as string, ...args], {
    env: { ...process.env, ETCDCTL_API: '3' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const expected = printedBytes(events);
  while (writtenBytes(child.pid) < expected) {
    await sleep(5);
  }
  child.kill();
}

/** A line each for what was done, the key and the value. */
function printedBytes(events: number): number {
  let bytes = 'PUT\n\n\n'.length + lastKey.length + lastValue.length;
  for (let index = 0; index < events - 1; index++) {
    bytes += 'PUT\n\n\n'.length + keyOf(index).length + value.length;
  }
  return bytes;
}

/** Of a process, to whatever it wrote (proc(5), /proc/pid/io). The few bytes that go to etcd count too. */
function writtenBytes(pid: number | undefined): number {
  return Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

async function write(etcd: RunningEtcd, events: number): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < events) {
      const from = next;
      next = Math.min(events, from + eventsInATransaction);
      await putTogether(
        etcd.endpoints[0] as string,
        Array.from({ length: next - from }, (_, offset) => ({ key: keyOf(from + offset), value })),
      );
    }
  };
  await Promise.all(Array.from({ length: writersAtOnce }, writer));
}

function keyOf(index: number): string {
  return `${prefix}pods/ns-${index % 40}/object-${index % 50_000}`;
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
