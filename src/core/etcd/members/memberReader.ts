import { EtcdscopeError } from '../../base/errors';
import type { CallOptions, RangeRequest, RangeResult } from '../../base/keyValue';
import type { WireRangeResponse } from '../keyValueMessages';

/** The calls of a keyspace reader, all to one member. */
export interface MemberReader {
  range(request: RangeRequest, options?: CallOptions): Promise<RangeResult>;
  ranges(requests: readonly RangeRequest[], options?: CallOptions): Promise<readonly RangeResult[]>;
}

/** A range of an answer, with the revision of the answer it came in. */
export function rangeResult(response: WireRangeResponse | undefined, revision: bigint): RangeResult {
  if (!response) {
    throw new EtcdscopeError('call.failed', { reason: 'malformedAnswer' });
  }
  const { keyValues, count, more } = response;
  return { keyValues, count, more, revision };
}
