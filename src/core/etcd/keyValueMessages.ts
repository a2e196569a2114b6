/** The KV service's messages. Field numbers: etcd-io/etcd, api/etcdserverpb/rpc.proto and api/mvccpb/kv.proto. */
import { emptyBytes } from '../base/bytes';
import type { KeyValue, RangeRequest } from '../base/keyValue';
import { decodeHeader, emptyHeader, type ResponseHeader } from './header';
import {
  type BinaryReader,
  BinaryWriter,
  type Method,
  readBytesToKeep,
  readCount,
  readFields,
  readInt64,
  writeBytes,
  writeFlag,
  writeInt64,
  writeMessage,
  writeNumber,
} from './wire';

/** With the fields that only this folder uses. */
export interface WireRangeRequest extends RangeRequest {
  /** Any member answers from what it has, without asking the others. */
  readonly isSerializable?: boolean;
  /** Only keys written at this revision or later. The count is still that of the whole range. */
  readonly minModRevision?: bigint;
}

export interface WireRangeResponse {
  readonly header: ResponseHeader;
  readonly keyValues: readonly KeyValue[];
  readonly more: boolean;
  readonly count: number;
}

export interface PutRequest {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly lease?: bigint;
  /** Leaves the key's lease as it is; the key must exist. */
  readonly keepsLease?: boolean;
}

export interface DeleteRangeRequest {
  readonly key: Uint8Array;
  readonly rangeEnd?: Uint8Array;
}

export interface DeleteRangeResponse {
  readonly header: ResponseHeader;
  readonly deleted: number;
}

/** A condition on a key or, with `rangeEnd`, on every key of a range (since etcd 3.3). An absent key has revision 0. */
export interface Comparison {
  readonly key: Uint8Array;
  readonly rangeEnd?: Uint8Array;
  readonly target: 'createRevision' | 'modRevision';
  readonly relation: 'equal' | 'greater' | 'less';
  readonly revision: bigint;
}

export type Operation =
  | { readonly range: WireRangeRequest }
  | { readonly put: PutRequest }
  | { readonly deleteRange: DeleteRangeRequest };

export interface TransactionRequest {
  readonly comparisons?: readonly Comparison[];
  /** Done when all comparisons hold. */
  readonly success: readonly Operation[];
  readonly failure?: readonly Operation[];
}

export interface OperationResult {
  readonly range?: WireRangeResponse;
  readonly deleted?: number;
}

export interface TransactionResponse {
  readonly header: ResponseHeader;
  readonly succeeded: boolean;
  /** In the order of the operations that were done. */
  readonly results: readonly OperationResult[];
}

/** Compare.CompareResult and Compare.CompareTarget; field of the compared number in Compare.target_union. */
const relations = { equal: 0, greater: 1, less: 2 } as const;
const targets = { createRevision: { target: 1, field: 5 }, modRevision: { target: 2, field: 6 } } as const;

export const rangeMethod: Method<WireRangeRequest, WireRangeResponse> = {
  path: '/etcdserverpb.KV/Range',
  isWrite: false,
  encode: request => encode(writer => writeRange(writer, request)),
  decode: bytes => decodeRangeResponse(bytes),
};

/** The same, with values that are views of the answer. */
export const sharingRangeMethod: typeof rangeMethod = {
  ...rangeMethod,
  decode: bytes => decodeRangeResponse(bytes, reader => reader.bytes()),
};

export const deleteRangeMethod: Method<DeleteRangeRequest, DeleteRangeResponse> = {
  path: '/etcdserverpb.KV/DeleteRange',
  isWrite: true,
  encode: request => encode(writer => writeDeleteRange(writer, request)),
  decode: decodeDeleteRangeResponse,
};

export const transactionMethod: Method<TransactionRequest, TransactionResponse> = {
  path: '/etcdserverpb.KV/Txn',
  isWrite: true,
  encode: encodeTransaction,
  decode: decodeTransactionResponse,
};

/** The same procedure for transactions that only read, which may be sent again. */
export const readTransactionMethod: Method<readonly WireRangeRequest[], TransactionResponse> = {
  path: transactionMethod.path,
  isWrite: false,
  encode: requests => encodeTransaction({ success: requests.map(range => ({ range })) }),
  decode: decodeTransactionResponse,
};

function encode(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

// No sort order: up to 3.6 any, even ascending by key, makes the server fetch the whole range before it applies the
// limit (etcd-io/etcd, server/etcdserver/txn/range.go). Order by key is what comes without.
function writeRange(writer: BinaryWriter, request: WireRangeRequest): void {
  writeBytes(writer, 1, request.key);
  writeBytes(writer, 2, request.rangeEnd);
  writeInt64(writer, 3, request.limit);
  writeInt64(writer, 4, request.revision);
  writeFlag(writer, 7, request.isSerializable);
  writeFlag(writer, 8, request.keysOnly);
  writeFlag(writer, 9, request.countOnly);
  writeInt64(writer, 10, request.minModRevision);
}

function writePut(writer: BinaryWriter, request: PutRequest): void {
  writeBytes(writer, 1, request.key);
  writeBytes(writer, 2, request.value);
  writeInt64(writer, 3, request.lease);
  writeFlag(writer, 6, request.keepsLease);
}

function writeDeleteRange(writer: BinaryWriter, request: DeleteRangeRequest): void {
  writeBytes(writer, 1, request.key);
  writeBytes(writer, 2, request.rangeEnd);
}

function encodeTransaction({ comparisons = [], success, failure = [] }: TransactionRequest): Uint8Array {
  return encode(writer => {
    for (const comparison of comparisons) {
      writeMessage(writer, 1, inner => writeComparison(inner, comparison));
    }
    for (const operation of success) {
      writeMessage(writer, 2, inner => writeOperation(inner, operation));
    }
    for (const operation of failure) {
      writeMessage(writer, 3, inner => writeOperation(inner, operation));
    }
  });
}

function writeComparison(writer: BinaryWriter, comparison: Comparison): void {
  const { target, field } = targets[comparison.target];
  writeNumber(writer, 1, relations[comparison.relation]);
  writeNumber(writer, 2, target);
  writeBytes(writer, 3, comparison.key);
  // Zero is written too: a member of a oneof is there or not.
  writer.tag(field, 0).int64(comparison.revision);
  writeBytes(writer, 64, comparison.rangeEnd);
}

function writeOperation(writer: BinaryWriter, operation: Operation): void {
  if ('range' in operation) {
    writeMessage(writer, 1, inner => writeRange(inner, operation.range));
  } else if ('put' in operation) {
    writeMessage(writer, 2, inner => writePut(inner, operation.put));
  } else {
    writeMessage(writer, 3, inner => writeDeleteRange(inner, operation.deleteRange));
  }
}

export function decodeKeyValue(bytes: Uint8Array, readValue = readBytesToKeep): KeyValue {
  const keyValue = {
    key: emptyBytes as Uint8Array,
    value: emptyBytes as Uint8Array,
    createRevision: 0n,
    modRevision: 0n,
    version: 0n,
    lease: 0n,
  };
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        keyValue.key = readBytesToKeep(reader);
        return true;
      case 2:
        keyValue.createRevision = readInt64(reader);
        return true;
      case 3:
        keyValue.modRevision = readInt64(reader);
        return true;
      case 4:
        keyValue.version = readInt64(reader);
        return true;
      case 5:
        keyValue.value = readValue(reader);
        return true;
      case 6:
        keyValue.lease = readInt64(reader);
        return true;
      default:
        return false;
    }
  });
  return keyValue;
}

function decodeRangeResponse(bytes: Uint8Array, readValue = readBytesToKeep): WireRangeResponse {
  const keyValues: KeyValue[] = [];
  let header = emptyHeader;
  let more = false;
  let count = 0;
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        header = decodeHeader(reader.bytes());
        return true;
      case 2:
        keyValues.push(decodeKeyValue(reader.bytes(), readValue));
        return true;
      case 3:
        more = reader.bool();
        return true;
      case 4:
        count = readCount(reader);
        return true;
      default:
        return false;
    }
  });
  return { header, keyValues, more, count };
}

function decodeDeleteRangeResponse(bytes: Uint8Array): DeleteRangeResponse {
  let header = emptyHeader;
  let deleted = 0;
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        header = decodeHeader(reader.bytes());
        return true;
      case 2:
        deleted = readCount(reader);
        return true;
      default:
        return false;
    }
  });
  return { header, deleted };
}

function decodeTransactionResponse(bytes: Uint8Array): TransactionResponse {
  const results: OperationResult[] = [];
  let header = emptyHeader;
  let succeeded = false;
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        header = decodeHeader(reader.bytes());
        return true;
      case 2:
        succeeded = reader.bool();
        return true;
      case 3:
        results.push(decodeOperationResult(reader));
        return true;
      default:
        return false;
    }
  });
  return { header, succeeded, results };
}

function decodeOperationResult(reader: BinaryReader): OperationResult {
  let result: OperationResult = {};
  readFields(reader.bytes(), (fieldNumber, _wireType, inner) => {
    switch (fieldNumber) {
      case 1:
        result = { range: decodeRangeResponse(inner.bytes()) };
        return true;
      case 3:
        result = { deleted: decodeDeleteRangeResponse(inner.bytes()).deleted };
        return true;
      default:
        return false;
    }
  });
  return result;
}
