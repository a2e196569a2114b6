/**
 * A thread that does jobs, one after another. Its code is found without knowing where a bundle put it: the thread runs the
 * very file that holds this module, be it `dist/snapshot.js`, `dist/core.cjs` or the module alone, and that file waits for
 * orders when it sees the mark below in the thread's data. Where the light bundle of this room lies beside, as in `dist`,
 * that one is taken, so that no thread loads gRPC.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type ErrorCode, type ErrorFacts, EtcdscopeError, isEtcdscopeError } from '../../base/errors';
import { type JobInputs, type JobName, type JobResults, startJob } from './jobs';

/** In the data of a thread. */
const mark = 'etcdscope.snapshotJobs';

interface JobOrder<Name extends JobName = JobName> {
  readonly name: Name;
  readonly input: JobInputs[Name];
}

type JobMessage =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly facts: ErrorFacts }
  | { readonly kind: 'crashed'; readonly message: string };

/** Milliseconds between two reports. */
const reportInterval = 100;

/**
 * Of the thread's own heap. What grows with a file are typed arrays, which lie outside of it; what the heap gets is
 * garbage at once, so that a small nursery is enough.
 */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 };

/** The bundle of this room that scripts/build.mjs makes. */
const lightBundle = 'snapshot.js';

function workerFile(): string {
  const beside = join(dirname(__filename), lightBundle);
  return existsSync(beside) ? beside : __filename;
}

/** To be ended by {@link end}, which also stops a job. */
export class JobThread {
  private readonly worker = new Worker(workerFile(), {
    workerData: mark,
    resourceLimits,
    // What VS Code gives its own process must not be run again in this one.
    execArgv: [],
  });
  private settle: ((message: Exclude<JobMessage, { kind: 'progress' }>) => void) | undefined;
  private reject: ((error: unknown) => void) | undefined;
  /** Why no job can be done any more. */
  private failure: unknown;
  private onProgress: ((share: number) => void) | undefined;

  constructor() {
    this.worker.on('message', (message: JobMessage) => {
      if (message.kind === 'progress') {
        this.onProgress?.(message.share);
      } else {
        this.settle?.(message);
      }
    });
    this.worker.on('error', (cause: unknown) => {
      this.fail(new EtcdscopeError('call.failed', { reason: 'worker' }, { cause }));
    });
    this.worker.on('exit', () => this.fail(new EtcdscopeError('call.failed', { reason: 'worker ended' })));
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.reject?.(this.failure);
  }

  /**
   * Does one job; the next may follow when the promise has settled. Arrays in its input are handed over, not copied; those
   * of shared memory stay with the caller, too.
   * @throws EtcdscopeError what the job throws; `call.failed` when the thread itself fails or is ended.
   */
  run<Name extends JobName>(
    name: Name,
    input: JobInputs[Name],
    onProgress?: (share: number) => void,
  ): Promise<JobResults[Name]> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      this.onProgress = onProgress;
      this.reject = reject;
      this.settle = message => {
        if (message.kind === 'done') {
          // The other end is this same module, whose order said which job it is.
          resolve(message.result as JobResults[Name]);
        } else if (message.kind === 'failed') {
          reject(new EtcdscopeError(message.code, message.facts));
        } else {
          reject(new EtcdscopeError('call.failed', { reason: message.message }));
        }
      };
      const order: JobOrder<Name> = { name, input };
      this.worker.postMessage(order, [...buffersIn(order)]);
    });
  }

  /** Settles when the thread no longer reads the file. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

type Send = (message: JobMessage, transfer?: ArrayBuffer[]) => void;

function doOrder({ name, input }: JobOrder, send: Send): void {
  try {
    const result = drive(startJob(name, input), send);
    send({ kind: 'done', result }, [...buffersIn(result)]);
  } catch (error) {
    send(
      isEtcdscopeError(error)
        ? { kind: 'failed', code: error.code, facts: error.facts }
        : { kind: 'crashed', message: error instanceof Error ? error.message : String(error) },
    );
  }
}

function drive<Result>(job: Generator<number, Result>, send: Send): Result {
  let nextReport = Date.now() + reportInterval;
  for (;;) {
    const step = job.next();
    if (step.done) {
      return step.value;
    }
    const now = Date.now();
    if (now >= nextReport) {
      nextReport = now + reportInterval;
      send({ kind: 'progress', share: step.value });
    }
  }
}

/** The memory of all typed arrays in a result, which then is handed over and not copied. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) {
      found.add(value.buffer);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) {
      buffersIn(part, found);
    }
  }
  return found;
}

const port = parentPort;
if (!isMainThread && port && workerData === mark) {
  port.on('message', (order: JobOrder) => doOrder(order, (message, transfer) => port.postMessage(message, transfer)));
}
