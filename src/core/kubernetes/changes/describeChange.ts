import { equalBytes } from '../../base/bytes';
import type { AtRestPrefix, DecodedValue } from '../decodedValue';
import { decodeValue } from '../decodeValue';
import { describeRegistryKey } from '../registryPath';
import { compareObjects, type FieldChanges } from './fieldChanges';
import { shownValue } from './shownValue';
import { wholeObject } from './wholeObject';
import { type WriteOrigin, writeOrigin } from './writeOrigin';

/** A key's value before and after a write; absent where there was or is none. */
export interface ChangedValue {
  readonly key: Uint8Array;
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
}

/** What a write did, for somebody to put into words. */
export type ValueChange =
  | { readonly what: 'created' | 'deleted' }
  /** Written again, byte for byte. */
  | { readonly what: 'same' }
  /** Both are objects. No field at all where only what is not compared changed, such as managedFields. */
  | ({ readonly what: 'fields' } & FieldChanges)
  /** Short texts. */
  | { readonly what: 'text'; readonly before: string; readonly after: string }
  /** Encrypted at rest, before, after or both: nothing of it can be compared. */
  | { readonly what: 'encrypted'; readonly before?: AtRestPrefix; readonly after?: AtRestPrefix }
  /** Other bytes, of which no more is to be said: they are no objects, secret, or too large to be compared. */
  | { readonly what: 'bytes' };

export interface DescribedChange {
  readonly change: ValueChange;
  /** Of the object after the write, or before it where it was deleted. */
  readonly kind?: string;
  /** Absent for a deletion, and for what is no object of Kubernetes. */
  readonly origin?: WriteOrigin;
}

export interface DescribeOptions {
  /** Changed fields listed, 20 by default; the others are counted. */
  readonly most?: number;
  /** Shows no value of any field, only which fields changed: for what was encrypted. */
  readonly hidesValues?: boolean;
}

/** Bytes of a value that is decoded for a line of words; comparing larger ones would hold everything else up. */
const mostCompared = 256 * 1024;

/**
 * What a write changed, in few and bounded terms. Never throws. No value of a Secret is in it, nor one whose field's name
 * says that it is secret.
 */
export function describeChange(
  { key, before, after }: ChangedValue,
  { most = 20, hidesValues = false }: DescribeOptions = {},
): DescribedChange {
  const value = { key, ...(before && { before }), ...(after && { after }) };
  const decoded = { before: decodeBounded(key, before), after: decodeBounded(key, after) };
  const { kind } = decoded.after ?? decoded.before ?? {};
  const origin = writeOrigin({ ...decoded, isNew: before === undefined });
  return {
    change: changeOf(value, decoded, { most, hidesValues }),
    ...(kind !== undefined && { kind }),
    ...(origin && { origin }),
  };
}

interface DecodedPair {
  readonly before: DecodedValue | undefined;
  readonly after: DecodedValue | undefined;
}

function changeOf(
  { key, before, after }: ChangedValue,
  decoded: DecodedPair,
  { most, hidesValues }: Required<DescribeOptions>,
): ValueChange {
  if (before === undefined || after === undefined) {
    return { what: after === undefined ? 'deleted' : 'created' };
  }
  if (equalBytes(before, after)) {
    return { what: 'same' };
  }
  if (decoded.before?.format === 'encrypted' || decoded.after?.format === 'encrypted') {
    return {
      what: 'encrypted',
      ...(decoded.before?.atRest && { before: decoded.before.atRest }),
      ...(decoded.after?.atRest && { after: decoded.after.atRest }),
    };
  }
  const isSecret = hidesValues || isSecretKey(key) || isSecretKind(decoded.before) || isSecretKind(decoded.after);
  const objects = { before: wholeObject(decoded.before), after: wholeObject(decoded.after) };
  if (objects.before && objects.after) {
    const { fields, omitted } = compareObjects({ before: objects.before, after: objects.after, isSecret, most });
    return { what: 'fields', fields: hidesValues ? fields.map(({ path, what }) => ({ path, what })) : fields, omitted };
  }
  const texts = { before: textOf(decoded.before), after: textOf(decoded.after) };
  return !isSecret && texts.before !== undefined && texts.after !== undefined
    ? { what: 'text', before: texts.before, after: texts.after }
    : { what: 'bytes' };
}

function textOf(decoded: DecodedValue | undefined): string | undefined {
  return decoded?.format === 'text' ? shownValue(decoded.text) : undefined;
}

function decodeBounded(key: Uint8Array, value: Uint8Array | undefined): DecodedValue | undefined {
  return value === undefined || value.length > mostCompared ? undefined : decodeValue(key, value);
}

function isSecretKey(key: Uint8Array): boolean {
  return describeRegistryKey(key)?.what === 'secret';
}

function isSecretKind(decoded: DecodedValue | undefined): boolean {
  return decoded?.kind === 'Secret';
}
