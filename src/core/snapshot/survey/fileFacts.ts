/**
 * What a server writes into the small buckets, beside the keys (etcd-io/etcd, server/storage/schema): read leniently, since a fact
 * that cannot be read must not keep the others from being shown. Of users and roles only the names, of leases no keys.
 */
import { hexFromBytes, textFromBytes } from '../../base/bytes';
import { revisionIn } from '../keyIndex/buildKeyIndex';
import type { BucketEntry } from './bucketValues';
import { protobufFields } from './protobufFields';

export interface SnapshotMember {
  readonly id: bigint;
  readonly name?: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

export interface SnapshotLease {
  readonly id: bigint;
  /** Seconds, as granted. */
  readonly timeToLive: bigint;
  /** Seconds at the last checkpoint, 0n without any. */
  readonly remaining: bigint;
}

export interface SnapshotAlarm {
  readonly memberId: bigint;
  /** NOSPACE, CORRUPT, or the number of a newer one. */
  readonly alarm: string;
}

export interface SnapshotFacts {
  readonly clusterVersion?: string;
  /** The target of a downgrade under way. */
  readonly downgradeTarget?: string;
  /** From 3.6 on. */
  readonly storageVersion?: string;
  readonly consistentIndex?: bigint;
  readonly term?: bigint;
  /** raft's configuration, as JSON text. */
  readonly confState?: string;
  readonly scheduledCompactRevision?: bigint;
  readonly finishedCompactRevision?: bigint;
  readonly members: readonly SnapshotMember[];
  readonly removedMembers: readonly bigint[];
  readonly leases: readonly SnapshotLease[];
  readonly alarms: readonly SnapshotAlarm[];
  readonly isAuthEnabled: boolean;
  readonly authRevision?: bigint;
  readonly users: readonly string[];
  readonly roles: readonly string[];
}

/** Entries kept of each small bucket; leases are the only ones that can be many, and their number is in the bucket's size. */
export const mostFacts = 10_000;

/** The buckets that {@link factsFrom} reads. */
export const factBuckets = [
  'meta',
  'cluster',
  'members',
  'members_removed',
  'lease',
  'alarm',
  'auth',
  'authUsers',
  'authRoles',
] as const;

type Buckets = ReadonlyMap<string, readonly BucketEntry[]>;

const alarmNames: Readonly<Record<string, string>> = { 0: 'NONE', 1: 'NOSPACE', 2: 'CORRUPT' };

/** @param buckets The entries of {@link factBuckets}, as far as the file has them. */
export function factsFrom(buckets: Buckets): SnapshotFacts {
  const entries = (name: (typeof factBuckets)[number]): readonly BucketEntry[] => buckets.get(name) ?? [];
  const valueIn = (bucket: (typeof factBuckets)[number], key: string): Uint8Array | undefined =>
    entries(bucket).find(entry => textFromBytes(entry.key) === key)?.value;
  const textIn = (bucket: (typeof factBuckets)[number], key: string): string | undefined => {
    const value = valueIn(bucket, key);
    return value && textFromBytes(value);
  };
  return withoutUndefined({
    clusterVersion: textIn('cluster', 'clusterVersion'),
    downgradeTarget: downgradeTarget(textIn('cluster', 'downgrade')),
    storageVersion: textIn('meta', 'storageVersion'),
    consistentIndex: unsigned64(valueIn('meta', 'consistent_index')),
    term: unsigned64(valueIn('meta', 'term')),
    confState: textIn('meta', 'confState'),
    scheduledCompactRevision: revisionIn(entries('meta'), 'scheduledCompactRev'),
    finishedCompactRevision: revisionIn(entries('meta'), 'finishedCompactRev'),
    members: entries('members').flatMap(entry => memberFrom(entry) ?? []),
    removedMembers: entries('members_removed').flatMap(({ key }) => memberId(key) ?? []),
    leases: entries('lease').flatMap(({ value }) => leaseFrom(value) ?? []),
    alarms: entries('alarm').flatMap(({ key }) => alarmFrom(key) ?? []),
    isAuthEnabled: valueIn('auth', 'authEnabled')?.[0] === 1,
    authRevision: unsigned64(valueIn('auth', 'authRevision')),
    users: namesOf(entries('authUsers')),
    roles: namesOf(entries('authRoles')),
  });
}

function unsigned64(value: Uint8Array | undefined): bigint | undefined {
  return value?.length === 8 ? BigInt(`0x${hexFromBytes(value)}`) : undefined;
}

function namesOf(entries: readonly BucketEntry[]): string[] {
  return entries.flatMap(({ key }) => textFromBytes(key) ?? []);
}

/** The key of a member: its id in hexadecimal digits. */
function memberId(key: Uint8Array): bigint | undefined {
  const text = textFromBytes(key);
  return text !== undefined && /^[0-9a-f]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined;
}

function memberFrom({ key, value }: BucketEntry): SnapshotMember | undefined {
  const id = memberId(key);
  const json = jsonObject(textFromBytes(value));
  if (id === undefined || !json) {
    return undefined;
  }
  const { name } = json;
  return {
    id,
    ...(typeof name === 'string' && name !== '' && { name }),
    peerUrls: texts(json.peerURLs),
    clientUrls: texts(json.clientURLs),
    isLearner: json.isLearner === true,
  };
}

function downgradeTarget(text: string | undefined): string | undefined {
  const json = jsonObject(text);
  const target = json?.['target-version'];
  return json?.enabled === true && typeof target === 'string' ? target : undefined;
}

function leaseFrom(value: Uint8Array): SnapshotLease | undefined {
  const fields = protobufFields(value);
  if (!fields) {
    return undefined;
  }
  const number = (wanted: number): bigint =>
    BigInt.asIntN(64, fields.findLast(field => field.number === wanted)?.value ?? 0n);
  return { id: number(1), timeToLive: number(2), remaining: number(3) };
}

function alarmFrom(key: Uint8Array): SnapshotAlarm | undefined {
  const fields = protobufFields(key);
  if (!fields) {
    return undefined;
  }
  const alarm = String(fields.findLast(field => field.number === 2)?.value ?? 0n);
  return {
    memberId: fields.findLast(field => field.number === 1)?.value ?? 0n,
    alarm: alarmNames[alarm] ?? alarm,
  };
}

function jsonObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text ?? 'null');
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON: a fact that cannot be shown.
    return undefined;
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

function withoutUndefined<T extends object>(facts: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}
