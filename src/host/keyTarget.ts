import { isRecord } from '../core/base/isRecord';

/**
 * What a command is about. Rows of the tree, items of a quick pick and links all carry one of these, so that features
 * can serve each other's commands without importing each other.
 */
export interface ConnectionTarget {
  readonly connectionId: string;
}

/** One key. */
export interface KeyTarget extends ConnectionTarget {
  readonly key: Uint8Array;
  /** The key as it was then; absent for the newest. */
  readonly revision?: bigint | undefined;
}

/** All keys that begin with the prefix; an empty one stands for the whole keyspace. */
export interface PrefixTarget extends ConnectionTarget {
  readonly prefix: Uint8Array;
}

/** Commands can be called by anyone with anything, so what comes in is looked at. */
export function isConnectionTarget(value: unknown): value is ConnectionTarget {
  return isRecord(value) && typeof value.connectionId === 'string';
}

export function isKeyTarget(value: unknown): value is KeyTarget {
  return (
    isConnectionTarget(value) &&
    'key' in value &&
    value.key instanceof Uint8Array &&
    (!('revision' in value) || value.revision === undefined || typeof value.revision === 'bigint')
  );
}

export function isPrefixTarget(value: unknown): value is PrefixTarget {
  return isConnectionTarget(value) && 'prefix' in value && value.prefix instanceof Uint8Array;
}
