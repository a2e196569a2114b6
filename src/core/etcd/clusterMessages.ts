/** Messages about the members, and for signing in. Field numbers: etcd-io/etcd, api/etcdserverpb/rpc.proto. */
import { decodeHeader, emptyHeader, type ResponseHeader } from './header';
import { BinaryWriter, type Method, readFields, readInt64, readUint64, writeText } from './wire';

export interface MemberStatus {
  readonly header: ResponseHeader;
  /** The server's version, such as 3.5.30. */
  readonly version: string;
  /** Bytes the database file takes. */
  readonly databaseSize: bigint;
  /** Bytes of it in use. */
  readonly databaseSizeInUse: bigint;
  /** Member id of the leader as this member knows it, 0n for none. */
  readonly leader: bigint;
  readonly raftIndex: bigint;
  readonly raftTerm: bigint;
  readonly raftAppliedIndex: bigint;
  readonly isLearner: boolean;
  /** What the member says is wrong with it, such as an alarm. */
  readonly errors: readonly string[];
  /** From 3.6 on. */
  readonly storageVersion?: string;
  /** Bytes, from 3.6 on. */
  readonly databaseQuota?: bigint;
  /** From 3.6 on; absent while no downgrade was asked for. */
  readonly downgrade?: DowngradeInfo;
}

export interface DowngradeInfo {
  readonly isEnabled: boolean;
  /** Such as 3.5.0; empty for none. */
  readonly targetVersion: string;
}

export interface ClusterMember {
  readonly id: bigint;
  /** Empty before the member has started for the first time. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

export interface Members {
  readonly header: ResponseHeader;
  readonly members: readonly ClusterMember[];
}

const nothing = new Uint8Array(0);

export const statusMethod: Method<void, MemberStatus> = {
  path: '/etcdserverpb.Maintenance/Status',
  isWrite: false,
  encode: () => nothing,
  decode: decodeStatus,
};

export const memberListMethod: Method<void, Members> = {
  path: '/etcdserverpb.Cluster/MemberList',
  isWrite: false,
  encode: () => nothing,
  decode: decodeMembers,
};

export const authenticateMethod: Method<{ readonly name: string; readonly password: string }, string> = {
  path: '/etcdserverpb.Auth/Authenticate',
  isWrite: false,
  encode: ({ name, password }) => {
    const writer = new BinaryWriter();
    writeText(writer, 1, name);
    writeText(writer, 2, password);
    return writer.finish();
  },
  decode: bytes => {
    let token = '';
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      if (fieldNumber === 2) {
        token = reader.string();
        return true;
      }
      return false;
    });
    return token;
  },
};

function decodeStatus(bytes: Uint8Array): MemberStatus {
  let header = emptyHeader;
  let storageVersion: string | undefined;
  let databaseQuota: bigint | undefined;
  let downgrade: DowngradeInfo | undefined;
  const errors: string[] = [];
  const status = {
    version: '',
    databaseSize: 0n,
    databaseSizeInUse: 0n,
    leader: 0n,
    raftIndex: 0n,
    raftTerm: 0n,
    raftAppliedIndex: 0n,
    isLearner: false,
  };
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        header = decodeHeader(reader.bytes());
        return true;
      case 2:
        status.version = reader.string();
        return true;
      case 3:
        status.databaseSize = readInt64(reader);
        return true;
      case 4:
        status.leader = readUint64(reader);
        return true;
      case 5:
        status.raftIndex = readUint64(reader);
        return true;
      case 6:
        status.raftTerm = readUint64(reader);
        return true;
      case 7:
        status.raftAppliedIndex = readUint64(reader);
        return true;
      case 8:
        errors.push(reader.string());
        return true;
      case 9:
        status.databaseSizeInUse = readInt64(reader);
        return true;
      case 10:
        status.isLearner = reader.bool();
        return true;
      case 11:
        storageVersion = reader.string();
        return true;
      case 12:
        databaseQuota = readInt64(reader);
        return true;
      case 13:
        downgrade = decodeDowngrade(reader.bytes());
        return true;
      default:
        return false;
    }
  });
  return {
    header,
    ...status,
    errors,
    ...(storageVersion !== undefined && { storageVersion }),
    ...(databaseQuota !== undefined && { databaseQuota }),
    ...(downgrade && { downgrade }),
  };
}

function decodeDowngrade(bytes: Uint8Array): DowngradeInfo {
  const info = { isEnabled: false, targetVersion: '' };
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        info.isEnabled = reader.bool();
        return true;
      case 2:
        info.targetVersion = reader.string();
        return true;
      default:
        return false;
    }
  });
  return info;
}

function decodeMembers(bytes: Uint8Array): Members {
  let header = emptyHeader;
  const members: ClusterMember[] = [];
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        header = decodeHeader(reader.bytes());
        return true;
      case 2:
        members.push(decodeMember(reader.bytes()));
        return true;
      default:
        return false;
    }
  });
  return { header, members };
}

function decodeMember(bytes: Uint8Array): ClusterMember {
  const member = { id: 0n, name: '', isLearner: false };
  const peerUrls: string[] = [];
  const clientUrls: string[] = [];
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        member.id = readUint64(reader);
        return true;
      case 2:
        member.name = reader.string();
        return true;
      case 3:
        peerUrls.push(reader.string());
        return true;
      case 4:
        clientUrls.push(reader.string());
        return true;
      case 5:
        member.isLearner = reader.bool();
        return true;
      default:
        return false;
    }
  });
  return { ...member, peerUrls, clientUrls };
}
