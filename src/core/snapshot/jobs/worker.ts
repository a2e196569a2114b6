/**
 * A thread for one job. Its code is found without knowing where a bundle put it: the thread runs the very file that holds
 * this module, be it `dist/snapshot.js`, `dist/core.cjs` or the module alone, and that file starts the job when it sees the
 * mark below in the thread's data. Where the light bundle of this room lies beside, as in `dist`, that one is taken, so that
 * no thread loads gRPC.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type ErrorCode, type ErrorFacts, EtcdscopeError, isEtcdscopeError } from '../../base/errors';
import { joinParts } from '../keyIndex/joinParts';
import type { KeyIndexData } from '../keyIndex/keyIndexData';
import type { LeafShare } from '../pages/buckets';
import { type JobName, type JobResults, startJob } from './jobs';

interface JobOrder {
  readonly etcdscopeJob: JobName;
  readonly file: number;
  readonly fileSize: number;
  readonly share?: LeafShare;
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

export interface WorkerOptions {
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
  /** See `startJob`. */
  readonly share?: LeafShare;
}

/**
 * Runs a job in a thread of its own, which has ended when the promise settles.
 * @throws EtcdscopeError what the job throws; `cancelled`; `call.failed` when the thread itself fails.
 */
export async function runInWorker<Name extends JobName>(
  name: Name,
  file: number,
  fileSize: number,
  { onProgress, signal, share }: WorkerOptions = {},
): Promise<JobResults[Name]> {
  const order: JobOrder = { etcdscopeJob: name, file, fileSize, ...(share && { share }) };
  const worker = new Worker(workerFile(), {
    workerData: order,
    resourceLimits,
    // What VS Code gives its own process must not be run again in this one.
    execArgv: [],
  });
  const cancel = (): void => void worker.terminate();
  signal?.addEventListener('abort', cancel);
  try {
    return await new Promise<JobResults[Name]>((resolve, reject) => {
      let outcome: (() => void) | undefined;
      worker.on('message', (message: JobMessage) => {
        if (message.kind === 'progress') {
          onProgress?.(message.share);
        } else {
          outcome = () => settle(message, resolve, reject);
        }
      });
      worker.on('error', (cause: unknown) => {
        outcome ??= () => reject(new EtcdscopeError('call.failed', { reason: 'worker' }, { cause }));
      });
      worker.on('exit', () => {
        if (signal?.aborted) {
          reject(new EtcdscopeError('cancelled'));
        } else if (outcome) {
          outcome();
        } else {
          reject(new EtcdscopeError('call.failed', { reason: 'worker ended' }));
        }
      });
    });
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function settle<T>(
  message: Exclude<JobMessage, { kind: 'progress' }>,
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): void {
  switch (message.kind) {
    case 'done':
      // The other end is this same module, whose order said which job it is.
      resolve(message.result as T);
      break;
    case 'failed':
      reject(new EtcdscopeError(message.code, message.facts));
      break;
    case 'crashed':
      reject(new EtcdscopeError('call.failed', { reason: message.message }));
      break;
  }
}

type Send = (message: JobMessage, transfer?: ArrayBuffer[]) => void;

async function doOrder(order: JobOrder, send: Send): Promise<void> {
  const { etcdscopeJob, file, fileSize, share } = order;
  try {
    const isForTwo = etcdscopeJob === 'index' && availableParallelism() > 1;
    const result = isForTwo
      ? await indexByTwo(order, send)
      : drive(startJob(etcdscopeJob, file, fileSize, share), send);
    send({ kind: 'done', result }, [...buffersIn(result)]);
  } catch (error) {
    send(
      isEtcdscopeError(error)
        ? { kind: 'failed', code: error.code, facts: error.facts }
        : { kind: 'crashed', message: error instanceof Error ? error.message : String(error) },
    );
  }
}

/** Of the leaves, what the thread that is there already reads while the other one starts, some 40 ms. */
const firstShare = 0.52;

/** The rest of the keys is read by one more thread, which ends with this one. */
async function indexByTwo({ file, fileSize }: JobOrder, send: Send): Promise<KeyIndexData> {
  const later = runInWorker('indexPart', file, fileSize, { share: { from: firstShare, to: 1 } });
  // Its failure is thrown below; until then this thread does not look.
  later.catch(() => undefined);
  const first = drive(startJob('indexPart', file, fileSize, { from: 0, to: firstShare }), send);
  return joinParts([first, await later]) ?? drive(startJob('index', file, fileSize), send);
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

function isJobOrder(data: unknown): data is JobOrder {
  return typeof data === 'object' && data !== null && 'etcdscopeJob' in data;
}

if (!isMainThread && parentPort && isJobOrder(workerData)) {
  const port = parentPort;
  // It sends its own failure.
  void doOrder(workerData, (message, transfer) => port.postMessage(message, transfer));
}
