import { EtcdscopeError } from '../base/errors';
import type { RangeRequest, RangeResult } from '../base/keyValue';
import { throwIfAborted } from '../base/limiter';
import { checkOrder } from './checkOrder';
import type { KeyspaceReader } from './keyspaceReader';
import type { Span } from './partition';

/** Where and how all calls of one listing or walk read. */
export interface ReadContext {
  readonly reader: KeyspaceReader;
  /** Absent until the first answer has told it. */
  readonly revision?: bigint;
  readonly signal?: AbortSignal;
}

export interface CountedRead extends Span {
  readonly limit: number;
}

/**
 * Keys and counts of several ranges, keys only, in one call.
 * What comes back is checked to be what a store can hold, so that no answer, however wrong, keeps a caller going in circles.
 * @throws EtcdscopeError `call.failed` for keys that are out of order or out of range, or more of them than counted; and
 * whatever the reader throws.
 */
export async function readCounted(
  context: ReadContext,
  reads: readonly CountedRead[],
): Promise<readonly RangeResult[]> {
  const { reader, revision, signal } = context;
  throwIfAborted(signal);
  const requests = reads.map((read): RangeRequest => ({ ...read, keysOnly: true, revision }));
  const [first] = requests;
  const results =
    requests.length === 1 && first
      ? [await reader.range(first, { signal })]
      : await reader.ranges(requests, { signal });
  throwIfAborted(signal);
  if (results.length !== reads.length) {
    throw new EtcdscopeError('call.failed', { reason: 'wrong number of answers', asked: reads.length });
  }
  for (const [index, result] of results.entries()) {
    check(result, reads[index] as CountedRead);
  }
  return results;
}

function check({ keyValues, count }: RangeResult, read: CountedRead): void {
  checkOrder(keyValues, read);
  if (count < keyValues.length || (count > 0 && keyValues.length === 0)) {
    throw new EtcdscopeError('call.failed', { reason: 'count does not fit the keys', count });
  }
}
