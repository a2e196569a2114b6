import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EtcdscopeError } from '../../base/errors';
import { throwIfAborted } from '../../base/limiter';
import { follow, sharedPart } from '../keyIndex/joinParts';
import type { KeyIndexData } from '../keyIndex/keyIndexData';
import { type JobFile, type JobResults, startJob } from './jobs';
import { JobThread } from './worker';

export interface JobOptions {
  /** Called now and then with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Bytes. Below, the work takes less time than a thread takes to start, some 40 ms; it is then done in turns with
 * whatever else the caller's thread has to do.
 */
const worthAThread = 8 * 1024 * 1024;

const firstHalf = { from: 0, to: 0.5 };
const secondHalf = { from: 0.5, to: 1 };

/** Milliseconds of work before others have their turn. */
const longestTurn = 8;

/**
 * Does a job on an open file without keeping the caller's thread busy. The file must stay open until this settles.
 * @throws EtcdscopeError what the job throws, and `cancelled`.
 */
export async function runJob<Name extends 'index' | 'recoveredIndex' | 'survey' | 'liveKeys' | 'digest'>(
  name: Name,
  file: number,
  fileSize: number,
  options: JobOptions,
): Promise<JobResults[Name]> {
  throwIfAborted(options.signal);
  const input: JobFile = { file, fileSize };
  if (fileSize < worthAThread) {
    return await inTurns(startJob(name, input), options);
  }
  const thread = new JobThread();
  return await endingThreads([thread], options.signal, () => thread.run(name, input, options.onProgress));
}

/**
 * Makes the index of a file's keys as {@link runJob} does a job, in two threads where there are processors for them: each
 * reads one half of the leaves, then sorts one half of the directories.
 * @throws EtcdscopeError what the jobs throw, and `cancelled`.
 */
export async function makeKeyIndex(file: number, fileSize: number, options: JobOptions): Promise<KeyIndexData> {
  if (fileSize < worthAThread || availableParallelism() === 1) {
    return await runJob('index', file, fileSize, options);
  }
  throwIfAborted(options.signal);
  const [one, other] = [new JobThread(), new JobThread()];
  return await endingThreads([one, other], options.signal, async () => {
    const parts = await Promise.all([
      one.run('indexPart', { file, fileSize, share: firstHalf }, options.onProgress),
      other.run('indexPart', { file, fileSize, share: secondHalf }),
    ]);
    if (!follow(...parts)) {
      return await one.run('index', { file, fileSize });
    }
    const shared = [sharedPart(parts[0]), sharedPart(parts[1])] as const;
    const shares = await Promise.all([
      one.run('sortedShare', { parts: shared, share: firstHalf }),
      other.run('sortedShare', { parts: shared, share: secondHalf }),
    ]);
    return await one.run('joinedIndex', { parts, shares });
  });
}

/** Ends the threads when the work is done, has failed, or is cancelled; no thread reads the file any more then. */
async function endingThreads<T>(
  threads: readonly JobThread[],
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const end = (): Promise<unknown> => Promise.all(threads.map(thread => thread.end()));
  const cancel = (): void => void end();
  signal?.addEventListener('abort', cancel);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await end();
    throw signal?.aborted ? new EtcdscopeError('cancelled') : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  // All jobs are done, so this is not worth waiting for.
  void end();
  return result;
}

async function inTurns<T>(job: Generator<number, T>, { onProgress, signal }: JobOptions): Promise<T> {
  let turnEnds = performance.now() + longestTurn;
  for (;;) {
    const step = job.next();
    if (step.done) {
      return step.value;
    }
    if (performance.now() >= turnEnds) {
      onProgress?.(step.value);
      await nextTurn();
      throwIfAborted(signal);
      turnEnds = performance.now() + longestTurn;
    }
  }
}
