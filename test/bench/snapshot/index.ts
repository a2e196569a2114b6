/**
 * A snapshot of a million keys, some 340 MB: from the file to its first level, and its status with the digest, beside
 * `etcdutl snapshot status` on the same file in the same run. Prints a line of JSON a measurement.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findEtcd, startEtcd } from '../../support/etcd';
import { loadKeys } from './loadKeys';
import type { Measurement } from './measure';

const keys = 1_000_000;

/** Of each measurement the best counts, as the machine has other work, too. */
const rounds = 5;

/** Times etcdutl's time, megabytes, and milliseconds. */
const aims = { firstLevel: 1.5, firstLevelMegabytes: 250, status: 2, levelMilliseconds: 20 };

/** Arguments: a snapshot to take instead of making one, whatever number of keys it has. */
export async function run([file]: readonly string[] = []): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'etcdscope-bench-'));
  try {
    const path = file ?? (await makeSnapshot(join(folder, 'bench.db')));
    const { etcdutl } = await findEtcd('3.5');
    if (etcdutl === undefined) {
      throw new Error('There is no etcdutl to compare with');
    }
    const reference: Measurement[] = [];
    const open: Measurement[] = [];
    const status: Measurement[] = [];
    for (let round = 0; round < rounds; round++) {
      reference.push(await measureCommand(etcdutl, ['snapshot', 'status', path]));
      open.push(await measureOurs('open', path));
      status.push(await measureOurs('describe', path));
    }
    const base = best(reference);
    print('etcdutl snapshot status', base, base);
    print('file to first level', best(open), base, { ratio: aims.firstLevel, megabytes: aims.firstLevelMegabytes });
    print('a level afterwards', { ...best(open), milliseconds: Math.min(...open.map(levelOf)) }, base, {
      milliseconds: aims.levelMilliseconds,
    });
    print('status with digest', best(status), base, { ratio: aims.status });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const levelOf = ({ levelMilliseconds = 0 }: Measurement): number => levelMilliseconds;

function best(measurements: readonly Measurement[]): Measurement {
  return measurements.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
}

function print(
  measured: string,
  { milliseconds, megabytes, keys: found }: Measurement,
  base: Measurement,
  aim = {},
): void {
  const rounded = (value: number): number => Number(value.toPrecision(3));
  console.log(
    JSON.stringify({
      bench: 'snapshot',
      measured,
      keys: found,
      milliseconds: rounded(milliseconds),
      ratioToEtcdutl: rounded(milliseconds / base.milliseconds),
      megabytes: rounded(megabytes),
      aim,
    }),
  );
}

async function makeSnapshot(path: string): Promise<string> {
  const etcd = await startEtcd({ version: '3.5', quota: 4 * 1024 ** 3 });
  try {
    await loadKeys(etcd.endpoints[0] as string, keys);
    await etcd.etcdctl(['snapshot', 'save', path]);
    return path;
  } finally {
    await etcd.stop();
  }
}

async function measureOurs(what: 'open' | 'describe', path: string): Promise<Measurement> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, 'measure.js'), what, path]);
  return JSON.parse(stdout) as Measurement;
}

/** Milliseconds between two looks at a process's memory. */
const memoryInterval = 10;

/** Runs a command to its end; its memory is known on Linux only. */
async function measureCommand(command: string, args: readonly string[]): Promise<Measurement> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  let megabytes = 0;
  const timer = setInterval(() => {
    readFile(`/proc/${child.pid}/status`, 'utf8').then(
      text => {
        megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024);
      },
      // It has ended, or this is no Linux.
      () => undefined,
    );
  }, memoryInterval);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', resolve);
    });
    if (code !== 0) {
      throw new Error(`${command} ends with ${code}`);
    }
    return { milliseconds: performance.now() - start, megabytes, keys };
  } finally {
    clearInterval(timer);
  }
}
