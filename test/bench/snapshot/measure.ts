/**
 * One measurement in a process of its own, so that its memory is its own too: `node measure.js open|describe FILE`.
 * Prints one line of JSON; times in milliseconds, memory in megabytes.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bytesFromText } from '../../../src/core/base/bytes';
import { repositoryRoot } from '../../support/repositoryRoot';

export interface Measurement {
  readonly milliseconds: number;
  /** The most that the process ever had in memory. */
  readonly megabytes: number;
  /** A level once more, the median of several. */
  readonly levelMilliseconds?: number;
  readonly keys: number;
}

/** What ships, whose threads load one file and not one a module. */
type Core = typeof import('../../../src/core');
const { describeSnapshot, listLevel, openSnapshot } = createRequire(__filename)(
  join(repositoryRoot, 'dist/core.cjs'),
) as Core;

const levels = 15;

async function measureOpen(path: string): Promise<Measurement> {
  const start = performance.now();
  const store = await openSnapshot(path);
  const first = await listLevel(store, bytesFromText('/registry/'));
  const milliseconds = performance.now() - start;
  const times: number[] = [];
  for (let round = 0; round < levels; round++) {
    const levelStart = performance.now();
    await listLevel(store, bytesFromText('/registry/'));
    times.push(performance.now() - levelStart);
  }
  await store.close();
  return {
    milliseconds,
    megabytes: peakMegabytes(),
    levelMilliseconds: times.sort((a, b) => a - b)[Math.floor(levels / 2)] ?? 0,
    keys: first.children.reduce((sum, { count }) => sum + count, 0),
  };
}

async function measureDescription(path: string): Promise<Measurement> {
  const start = performance.now();
  const { status, digest } = await describeSnapshot(path);
  if (digest !== 'right') {
    throw new Error(`The digest is ${digest}`);
  }
  return { milliseconds: performance.now() - start, megabytes: peakMegabytes(), keys: status.totalKey };
}

/** Node counts in kilobytes. */
function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

const [, , what, path] = process.argv;
if (path !== undefined) {
  const measured = what === 'open' ? measureOpen(path) : measureDescription(path);
  measured.then(
    result => console.log(JSON.stringify(result)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
