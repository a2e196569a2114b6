import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../base/limiter';
import { type JobName, type JobResults, startJob } from './jobs';
import { runInWorker } from './worker';

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

/** Milliseconds of work before others have their turn. */
const longestTurn = 8;

/**
 * Does a job on an open file without keeping the caller's thread busy. The file must stay open until this settles.
 * @throws EtcdscopeError what the job throws, and `cancelled`.
 */
export async function runJob<Name extends JobName>(
  name: Name,
  file: number,
  fileSize: number,
  { onProgress, signal }: JobOptions,
): Promise<JobResults[Name]> {
  throwIfAborted(signal);
  if (fileSize >= worthAThread) {
    return await runInWorker(name, file, fileSize, { ...(onProgress && { onProgress }), ...(signal && { signal }) });
  }
  const job = startJob(name, file, fileSize);
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
