/** A store's history as etcd keeps it in the `key` bucket, and the same in memory to compare with. */
import { bytesFromText } from '../../../src/core/base/bytes';
import type { SeededRandom } from '../../support/seededRandom';
import type { Content } from './databaseWriter';

export interface HistoryEvent {
  readonly main: bigint;
  readonly sub: bigint;
  readonly key: string;
  /** Absent for a deletion. */
  readonly put?: {
    readonly value: Uint8Array;
    readonly create: bigint;
    readonly version: bigint;
    readonly lease: bigint;
  };
}

/** Writes, deletions and transactions of both over a few keys of any bytes, beginning at revision 2 as etcd does. */
export function randomHistory(random: SeededRandom, transactions: number, keys: readonly string[]): HistoryEvent[] {
  const living = new Map<string, { create: bigint; version: bigint }>();
  const events: HistoryEvent[] = [];
  for (let main = 2n; main < BigInt(transactions) + 2n; main++) {
    const touched = new Set(Array.from({ length: 1 + random.below(3) }, () => random.pick(keys)));
    let sub = 0n;
    for (const key of touched) {
      const before = living.get(key);
      if (before && random.below(3) === 0) {
        living.delete(key);
        events.push({ main, sub: sub++, key });
        continue;
      }
      const create = before?.create ?? main;
      const version = (before?.version ?? 0n) + 1n;
      living.set(key, { create, version });
      const value = random.bytes(random.below(10) === 0 ? random.below(9000) : random.below(60));
      const lease = random.below(4) === 0 ? BigInt(random.below(1000)) * 2n ** 40n : 0n;
      events.push({ main, sub: sub++, key, put: { value, create, version, lease } });
    }
  }
  return events;
}

/** What a compaction leaves: of each key the newest revision up to it, unless that is a deletion, and all that came after. */
export function compacted(events: readonly HistoryEvent[], revision: bigint): HistoryEvent[] {
  const newest = new Map(events.filter(({ main }) => main <= revision).map(event => [event.key, event]));
  return events.filter(event => event.main > revision || (newest.get(event.key) === event && event.put !== undefined));
}

/** The `key` bucket with these events. */
export function keyBucket(events: readonly HistoryEvent[]): Content {
  return new Map(
    events.map(({ main, sub, key, put }) => [
      revisionKey(main, sub, put === undefined),
      put
        ? message([1, key], [2, put.create], [3, main], [4, put.version], [5, put.value], [6, put.lease])
        : message([1, key]),
    ]),
  );
}

export function revisionKey(main: bigint, sub = 0n, isDeletion = false): string {
  const bytes = Buffer.alloc(17, '_');
  bytes.writeBigInt64BE(main, 0);
  bytes.writeBigInt64BE(sub, 9);
  return bytes.toString('latin1') + (isDeletion ? 't' : '');
}

type Field = readonly [number: number, value: bigint | string | Uint8Array];

/** A protobuf message as Go writes it: ascending fields, those of zero or without bytes left out. */
export function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([number, value]) => {
    if (typeof value === 'bigint') {
      return value === 0n ? [] : [varint(BigInt(number << 3)), varint(BigInt.asUintN(64, value))];
    }
    const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
    return bytes.length === 0 ? [] : [varint(BigInt((number << 3) | 2)), varint(BigInt(bytes.length)), bytes];
  });
  return Buffer.concat(parts);
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}

/** A file as etcd 3.5 makes it, with these keys and all the buckets that it has. */
export function etcdContent(events: readonly HistoryEvent[], compactRevision?: bigint): Content {
  const number = (value: bigint): Uint8Array => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    return bytes;
  };
  const meta = new Map<string, Uint8Array>([
    ['consistent_index', number(99n)],
    ['term', number(3n)],
    ['confState', bytesFromText('{"voters":[1],"auto_leave":false}')],
  ]);
  if (compactRevision !== undefined) {
    meta.set('scheduledCompactRev', Buffer.from(revisionKey(compactRevision), 'latin1'));
    meta.set('finishedCompactRev', Buffer.from(revisionKey(compactRevision), 'latin1'));
  }
  return new Map<string, Content>([
    [
      'alarm',
      new Map([[Buffer.from(message([1, 10276657743932975437n], [2, 1n])).toString('latin1'), new Uint8Array(0)]]),
    ],
    [
      'auth',
      new Map([
        ['authEnabled', Uint8Array.of(1)],
        ['authRevision', number(5n)],
      ]),
    ],
    ['authRoles', new Map([['root', message([1, 'root'])]])],
    ['authUsers', new Map([['root', message([1, 'root'], [2, 'a hash'], [3, 'root'])]])],
    ['cluster', new Map([['clusterVersion', bytesFromText('3.5.0')]])],
    ['key', keyBucket(events)],
    ['lease', new Map([['\0\0\0\0\0\0\x01\x02', message([1, 258n], [2, 60n])]])],
    [
      'members',
      new Map([
        [
          '8e9e05c52164694d',
          bytesFromText(
            '{"id":10276657743932975437,"peerURLs":["http://10.0.0.1:2380"],"name":"one","clientURLs":["http://10.0.0.1:2379"]}',
          ),
        ],
      ]),
    ],
    ['members_removed', new Map([['1f', bytesFromText('removed')]])],
    ['meta', meta],
  ]);
}
