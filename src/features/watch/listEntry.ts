import { bytesFromText } from '../../core/base/bytes';
import type { WatchEvent } from '../../core/etcd';
import { keyText } from '../../core/keyspace/keyText';
import { describeRegistryKey } from '../../core/kubernetes/registryPath';
import type { ChangeKind } from '../../protocol/watch';

/** A key as the list names it. */
export interface EventName {
  /** Of a key of Kubernetes, else empty. */
  readonly resource: string;
  readonly namespace: string;
  /** The object's name, or the key. */
  readonly name: string;
}

/** An event as the watch keeps it. */
export interface EventEntry {
  readonly kind: 'event';
  /** Counts entries of one watch, without gaps. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly change: ChangeKind;
  readonly key: Uint8Array;
  readonly modRevision: bigint;
  readonly createRevision: bigint;
  readonly version: bigint;
  /** 0n for none. */
  readonly lease: bigint;
  /** Bytes of the value. */
  readonly size: number;
  /** It had happened before the watch began. */
  readonly isEarlier: boolean;
  /** The values around the write; absent where there was or is none, or where they were dropped to save memory. */
  before: Uint8Array | undefined;
  after: Uint8Array | undefined;
  hasDroppedValues: boolean;
}

/** A line between events. */
export interface MarkEntry {
  readonly kind: 'mark';
  readonly id: number;
  readonly time: number;
  readonly mark: Mark;
}

export type Mark =
  | { readonly what: 'began'; readonly revision: bigint; readonly endpoint: string }
  | { readonly what: 'reconnected'; readonly milliseconds: number; readonly endpoint: string }
  /** Nothing is known of these revisions: they were compacted before they could be read. */
  | { readonly what: 'gap'; readonly from: bigint; readonly to: bigint }
  | { readonly what: 'ended' };

export type ListEntry = EventEntry | MarkEntry;

export interface Arrival {
  readonly id: number;
  readonly time: number;
  readonly isEarlier: boolean;
}

export function entryOfEvent(event: WatchEvent, { id, time, isEarlier }: Arrival): EventEntry {
  const { type, key, value, modRevision, createRevision, version, lease, previous } = event;
  return {
    kind: 'event',
    id,
    time,
    isEarlier,
    // etcd counts a key's writes from 1; a key that was deleted and put again begins anew.
    change: type === 'delete' ? 'deleted' : version === 1n ? 'created' : 'updated',
    key,
    modRevision,
    createRevision,
    version,
    lease: lease ?? 0n,
    size: value?.length ?? 0,
    before: previous?.value,
    after: value,
    hasDroppedValues: false,
  };
}

/** Characters of a name. A key may have a megabyte. */
const mostNameLength = 250;
const names = new WeakMap<Uint8Array, EventName>();

/** What the list calls a key. Found out once for each entry, and only when it is asked for. */
export function nameOfKey(key: Uint8Array): EventName {
  let name = names.get(key);
  if (name === undefined) {
    const described = describeRegistryKey(key);
    name =
      described?.name === undefined
        ? { resource: '', namespace: '', name: readable(key) }
        : {
            resource: readable(bytesFromText(described.resource)),
            namespace: readable(bytesFromText(described.namespace ?? '')),
            name: readable(bytesFromText(described.name)),
          };
    names.set(key, name);
  }
  return name;
}

/** Spelled as keys are, so that nothing in it hides or turns around what stands beside it. */
function readable(bytes: Uint8Array): string {
  const text = keyText(bytes.subarray(0, mostNameLength + 1));
  return text.length > mostNameLength ? `${text.slice(0, mostNameLength)}…` : text;
}
