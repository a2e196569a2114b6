import { compareBytes } from '../base/bytes';
import { EtcdscopeError } from '../base/errors';
import type { KeyValue } from '../base/keyValue';
import { isBelow, type Span } from './partition';

/**
 * Walks end and count by what they are answered, so keys have to be in order and within the range that was asked for.
 * @throws EtcdscopeError `call.failed` for an answer that no store gives.
 */
export function checkOrder(keyValues: readonly KeyValue[], { key, rangeEnd }: Span): void {
  let before: Uint8Array | undefined;
  for (const keyValue of keyValues) {
    const isInOrder = before ? compareBytes(before, keyValue.key) < 0 : compareBytes(key, keyValue.key) <= 0;
    if (!isInOrder) {
      throw outOfOrder();
    }
    before = keyValue.key;
  }
  if (before && !isBelow(before, rangeEnd)) {
    throw outOfOrder();
  }
}

function outOfOrder(): EtcdscopeError {
  return new EtcdscopeError('call.failed', { reason: 'keys out of order or out of range' });
}
