import { Emitter } from '../core/base/emitter';
import type { KeyRange } from '../core/base/keyValue';

export interface KeyChange extends KeyRange {
  readonly connectionId: string;
}

/** What this window itself has written, so that the tree and open documents follow at once. */
export type KeyChanges = Emitter<KeyChange>;

export function createKeyChanges(): KeyChanges {
  return new Emitter<KeyChange>();
}
