import type { KeyValue } from '../../base/keyValue';

/** What became of a key from the left side to the right one. */
export type DifferenceKind = 'created' | 'changed' | 'deleted';

/** What a side knows of a key, but for its value. */
export type KeyNumbers = Pick<KeyValue, 'createRevision' | 'modRevision' | 'version' | 'lease'>;

export interface KeyDifference {
  readonly kind: DifferenceKind;
  readonly key: Uint8Array;
  /** Absent where the left side has no such key. */
  readonly left?: KeyNumbers;
  /** Absent where the right side has no such key. */
  readonly right?: KeyNumbers;
}

export function numbersOf({ createRevision, modRevision, version, lease }: KeyValue): KeyNumbers {
  return { createRevision, modRevision, version, lease };
}

/** The difference between what the two sides have of one key: they differ, or one of them has none. */
export function differenceOf(left: KeyValue, right: KeyValue | undefined): KeyDifference;
export function differenceOf(left: KeyValue | undefined, right: KeyValue | undefined): KeyDifference | undefined;
export function differenceOf(left: KeyValue | undefined, right: KeyValue | undefined): KeyDifference | undefined {
  const key = left?.key ?? right?.key;
  return (
    key && {
      kind: left === undefined ? 'created' : right === undefined ? 'deleted' : 'changed',
      key,
      ...(left && { left: numbersOf(left) }),
      ...(right && { right: numbersOf(right) }),
    }
  );
}
