import { readFields, readInt64, readUint64 } from './wire';

/** Who answered, and where the store stood (ResponseHeader, etcd-io/etcd, api/etcdserverpb/rpc.proto). */
export interface ResponseHeader {
  readonly clusterId: bigint;
  readonly memberId: bigint;
  readonly revision: bigint;
  readonly raftTerm: bigint;
}

export const emptyHeader: ResponseHeader = { clusterId: 0n, memberId: 0n, revision: 0n, raftTerm: 0n };

export function decodeHeader(bytes: Uint8Array): ResponseHeader {
  const header = { clusterId: 0n, memberId: 0n, revision: 0n, raftTerm: 0n };
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        header.clusterId = readUint64(reader);
        return true;
      case 2:
        header.memberId = readUint64(reader);
        return true;
      case 3:
        header.revision = readInt64(reader);
        return true;
      case 4:
        header.raftTerm = readUint64(reader);
        return true;
      default:
        return false;
    }
  });
  return header;
}
