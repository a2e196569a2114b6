/** What one member is asked about itself. Field numbers: etcd-io/etcd, api/etcdserverpb/rpc.proto. */
import { decodeHeader, emptyHeader, type ResponseHeader } from '../header';
import { BinaryWriter, type Method, readFields, readInt64, readUint64, writeInt64 } from '../wire';

export interface MemberAlarm {
  readonly memberId: bigint;
  /** AlarmType: 1 NOSPACE, 2 CORRUPT; others may come. */
  readonly type: number;
}

export interface KeyspaceHash {
  readonly header: ResponseHeader;
  /** CRC-32C of 32 bits. */
  readonly hash: number;
  /** What was hashed begins behind it; two hashes compare only at the same one. */
  readonly compactRevision: bigint;
}

export interface AuthenticationStatus {
  readonly isEnabled: boolean;
  readonly revision: bigint;
}

const nothing = new Uint8Array(0);

/** AlarmRequest without an action is GET, for all members and all types. It goes through consensus, reading or not. */
export const alarmListMethod: Method<void, readonly MemberAlarm[]> = {
  path: '/etcdserverpb.Maintenance/Alarm',
  isWrite: false,
  encode: () => nothing,
  decode: bytes => {
    const alarms: MemberAlarm[] = [];
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      if (fieldNumber !== 2) {
        return false;
      }
      alarms.push(decodeAlarm(reader.bytes()));
      return true;
    });
    return alarms;
  },
};

function decodeAlarm(bytes: Uint8Array): MemberAlarm {
  const alarm = { memberId: 0n, type: 0 };
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        alarm.memberId = readUint64(reader);
        return true;
      case 2:
        alarm.type = reader.int32();
        return true;
      default:
        return false;
    }
  });
  return alarm;
}

/** The hash of all keys and their history up to a revision, 0n for the newest. */
export const hashKvMethod: Method<bigint, KeyspaceHash> = {
  path: '/etcdserverpb.Maintenance/HashKV',
  isWrite: false,
  encode: revision => {
    const writer = new BinaryWriter();
    writeInt64(writer, 1, revision);
    return writer.finish();
  },
  decode: bytes => {
    const answer = { header: emptyHeader, hash: 0, compactRevision: 0n };
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      switch (fieldNumber) {
        case 1:
          answer.header = decodeHeader(reader.bytes());
          return true;
        case 2:
          answer.hash = reader.uint32();
          return true;
        case 3:
          answer.compactRevision = readInt64(reader);
          return true;
        default:
          return false;
      }
    });
    return answer;
  },
};

/** From 3.5 on. */
export const authStatusMethod: Method<void, AuthenticationStatus> = {
  path: '/etcdserverpb.Auth/AuthStatus',
  isWrite: false,
  encode: () => nothing,
  decode: bytes => {
    const answer = { isEnabled: false, revision: 0n };
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      switch (fieldNumber) {
        case 2:
          answer.isEnabled = reader.bool();
          return true;
        case 3:
          answer.revision = readUint64(reader);
          return true;
        default:
          return false;
      }
    });
    return answer;
  },
};
