import { EtcdscopeError } from '../base/errors';
import {
  type CallOptions,
  type KeyRange,
  type KeyValue,
  prefixRange,
  type RangeRequest,
  type RangeResult,
} from '../base/keyValue';
import type { Cluster } from './cluster';
import { type ClusterMember, type MemberStatus, memberListMethod, statusMethod } from './clusterMessages';
import {
  type Comparison,
  deleteRangeMethod,
  type Operation,
  type PutRequest,
  rangeMethod,
  readTransactionMethod,
  sharingRangeMethod,
  type TransactionResponse,
  transactionMethod,
  type WireRangeResponse,
} from './keyValueMessages';
import type { MemberAccess } from './members/memberAccess';

import { watchCluster } from './watch/watchCluster';
import type { WatchOptions, WatchUpdate } from './watch/watchUpdate';

/** Milliseconds. */
export interface Timeouts {
  /** Until a member can be called, 5000 by default. */
  readonly connect?: number;
  /** For a call about one key or one member, 10,000 by default. */
  readonly call?: number;
  /** For a call about a range of keys, which may be large, 60,000 by default. */
  readonly range?: number;
  /** How long a member may say nothing to a watch before it is asked for a sign of life, and may take for it; 5000 by default. */
  readonly watch?: number;
}

export interface PutOptions extends CallOptions {
  /** Write only if the key was last modified at this revision; 0n for "only if there is no such key". */
  readonly expectedModRevision?: bigint;
  /** Attach the key to this lease, 0n for none. Without it a key keeps the lease that it has. */
  readonly lease?: bigint;
}

export interface PutResult {
  /** The key's new mod revision. */
  readonly revision: bigint;
  /** Whether the key was not there before. */
  readonly isNew: boolean;
}

export interface DeleteOptions extends CallOptions {
  /** Delete only if the key was last modified at this revision. */
  readonly expectedModRevision?: bigint;
}

export interface DeleteRangeOptions extends CallOptions {
  /**
   * Delete only if no key of the range was created or modified after this revision: that of the answer which the user
   * saw when deciding.
   */
  readonly unchangedSince?: bigint;
}

export interface DeleteResult {
  readonly deleted: number;
  readonly revision: bigint;
}

export interface StatusOptions extends CallOptions {
  /** One of the store's {@link EtcdStore.endpoints}; any member's when absent. */
  readonly endpoint?: string;
}

/** etcd's default of --max-txn-ops (etcd-io/etcd, server/embed/config.go, DefaultMaxTxnOps). */
const mostOperations = 128;

/** Transactions of one unconditional write, while somebody else keeps creating and deleting its key. */
const mostPutAttempts = 10;

/** Changed keys that a refused deletion looks at, for its facts. */
const mostChangedKeys = 1000;

/**
 * A live cluster.
 *
 * Besides what a method names, each throws: `connection.…` and `tls.…` when no member can be reached, `auth.…`,
 * `call.timeout`, `cluster.noLeader`, `cluster.tooManyRequests`, `message.tooLarge` for an answer over the limit,
 * `cancelled` once the signal fires. Fact `endpoint` tells which member. A write that may or may not have been done has
 * fact `outcome: 'unknown'`.
 */
export class EtcdStore {
  constructor(
    private readonly cluster: Cluster,
    readonly isReadOnly: boolean,
    private readonly timeouts: Required<Timeouts>,
    /** For questions to each member by itself. */
    readonly memberAccess: MemberAccess,
  ) {}

  /** As `scheme://host:port`. */
  get endpoints(): readonly string[] {
    return this.cluster.endpoints;
  }

  /** Whether a user was given although the cluster asks for none, and so lets everybody do everything. */
  get isAuthenticationDisabled(): boolean {
    return this.cluster.authentication.isNotEnabled;
  }

  /** @throws {EtcdscopeError} `revision.compacted`, `revision.future` with fact `revision`. */
  async range(request: RangeRequest, options: CallOptions = {}): Promise<RangeResult> {
    checkKey(request.key);
    const method = request.sharesMemory ? sharingRangeMethod : rangeMethod;
    const response = await this.cluster.call(method, request, {
      ...this.settings(request.rangeEnd, options),
      facts: { revision: request.revision },
    });
    return rangeResult(response, response.header.revision);
  }

  /**
   * Several ranges, at most 128, in one transaction: at one revision, in the order asked.
   * @throws {EtcdscopeError} as {@link range}; `request.tooLarge` for too many.
   */
  async ranges(requests: readonly RangeRequest[], options: CallOptions = {}): Promise<readonly RangeResult[]> {
    if (requests.length > mostOperations) {
      throw new EtcdscopeError('request.tooLarge', { operations: requests.length, limit: mostOperations });
    }
    if (requests.length === 0) {
      return [];
    }
    for (const { key } of requests) {
      checkKey(key);
    }
    const response = await this.cluster.call(readTransactionMethod, requests, {
      timeoutMilliseconds: this.timeouts.range,
      signal: options.signal,
      facts: { revision: requests.find(request => request.revision !== undefined)?.revision },
    });
    return requests.map((_, index) => rangeResult(rangeOf(response, index), response.header.revision));
  }

  /**
   * One key, now or at a revision; undefined when there is none.
   * @throws {EtcdscopeError} as {@link range}.
   */
  async get(
    key: Uint8Array,
    { revision, signal }: CallOptions & { readonly revision?: bigint } = {},
  ): Promise<KeyValue | undefined> {
    const { keyValues } = await this.range({ key, revision }, { signal });
    return keyValues[0];
  }

  /**
   * Writes one key in a transaction, so that neither the comparison nor the keeping of the lease leaves a gap.
   * @throws {EtcdscopeError} `key.conflict` with facts `expected` and `actual` mod revision, when nothing was written;
   *   `store.readOnly`, `lease.notFound`, `request.tooLarge`, `cluster.noSpace`.
   */
  async put(key: Uint8Array, value: Uint8Array, options: PutOptions = {}): Promise<PutResult> {
    this.checkWritable('put');
    checkKey(key);
    const { expectedModRevision: expected } = options;
    if (expected === undefined) {
      return this.putInAnyCase(key, value, options);
    }
    const isNew = expected === 0n;
    const response = await this.transact(
      [isAt(key, expected)],
      [{ put: putRequest(key, value, options, isNew) }],
      [{ range: { key, keysOnly: true } }],
      options,
    );
    throwOnConflict(response, expected);
    return { revision: response.header.revision, isNew };
  }

  /**
   * Writes over what is there, else where nothing is, each in a transaction of its own: one with both branches would hold
   * the value twice, and reach etcd's limit for requests at half the size.
   */
  private async putInAnyCase(key: Uint8Array, value: Uint8Array, options: PutOptions): Promise<PutResult> {
    for (let attempt = 1; ; attempt++) {
      const isNew = attempt % 2 === 0;
      const { header, succeeded } = await this.transact(
        [{ key, target: 'createRevision', relation: isNew ? 'equal' : 'greater', revision: 0n }],
        [{ put: putRequest(key, value, options, isNew) }],
        [],
        options,
      );
      if (succeeded) {
        return { revision: header.revision, isNew };
      }
      if (attempt === mostPutAttempts) {
        throw new EtcdscopeError('key.conflict', { reason: 'createdAndDeleted', attempts: attempt });
      }
    }
  }

  /**
   * Deletes one key; `deleted` is 0 when there was none.
   * @throws {EtcdscopeError} `key.conflict` as {@link put}, with `actual` 0n when the key is gone already;
   *   `store.readOnly`.
   */
  async delete(key: Uint8Array, options: DeleteOptions = {}): Promise<DeleteResult> {
    this.checkWritable('delete');
    checkKey(key);
    const { expectedModRevision: expected } = options;
    if (expected === undefined) {
      const settings = { timeoutMilliseconds: this.timeouts.call, signal: options.signal };
      const { header, deleted } = await this.cluster.call(deleteRangeMethod, { key }, settings);
      return { deleted, revision: header.revision };
    }
    const look: Operation = { range: { key, keysOnly: true } };
    const response = await this.transact([isAt(key, expected)], [{ deleteRange: { key } }], [look], options);
    throwOnConflict(response, expected);
    return { deleted: response.results[0]?.deleted ?? 0, revision: response.header.revision };
  }

  /**
   * Deletes all keys of a range at once.
   * @throws {EtcdscopeError} `key.conflict` when keys were created or modified since, and nothing was deleted: facts
   *   `expected` (the given revision), `actual` (the newest mod revision among them), `changed` (how many, counted to
   *   1000); `store.readOnly`.
   */
  async deleteRange(range: KeyRange, options: DeleteRangeOptions = {}): Promise<DeleteResult> {
    this.checkWritable('deleteRange');
    checkKey(range.key);
    const { unchangedSince } = options;
    if (unchangedSince === undefined) {
      const { header, deleted } = await this.cluster.call(
        deleteRangeMethod,
        range,
        this.settings(range.rangeEnd, options),
      );
      return { deleted, revision: header.revision };
    }
    const nextRevision = unchangedSince + 1n;
    const isOld: Comparison = { ...range, target: 'modRevision', relation: 'less', revision: nextRevision };
    const changes: Operation = {
      range: { ...range, keysOnly: true, minModRevision: nextRevision, limit: mostChangedKeys },
    };
    const response = await this.transact([isOld], [{ deleteRange: range }], [changes], options, range.rangeEnd);
    if (!response.succeeded) {
      const changed = rangeOf(response, 0).keyValues;
      const actual = newestModRevision(changed);
      throw new EtcdscopeError('key.conflict', { expected: unchangedSince, actual, changed: changed.length });
    }
    return { deleted: response.results[0]?.deleted ?? 0, revision: response.header.revision };
  }

  /** As {@link deleteRange}, for the keys that begin with `prefix`; an empty one means all keys there are. */
  deletePrefix(prefix: Uint8Array, options: DeleteRangeOptions = {}): Promise<DeleteResult> {
    return this.deleteRange(prefixRange(prefix), options);
  }

  /** How a member is doing. */
  status({ endpoint, signal }: StatusOptions = {}): Promise<MemberStatus> {
    const settings = { timeoutMilliseconds: this.timeouts.call, signal };
    return endpoint === undefined
      ? this.cluster.call(statusMethod, undefined, settings)
      : this.cluster.callMember(endpoint, statusMethod, undefined, settings);
  }

  /** The cluster's members, whether they run or not. */
  async members(options: CallOptions = {}): Promise<readonly ClusterMember[]> {
    const settings = { timeoutMilliseconds: this.timeouts.call, signal: options.signal };
    return (await this.cluster.call(memberListMethod, undefined, settings)).members;
  }

  /**
   * What happens to the keys of a range, batch by batch and in order: no event twice, none missing, through broken
   * connections, dead members and restarted servers. It goes on by itself from the last revision, endlessly, and says so
   * by `reconnecting` and `live`. Ends when the signal fires or the consumer stops; then nothing of it is left running. A
   * consumer that lags makes the server wait.
   *
   * @throws {EtcdscopeError} what trying again cannot mend: `revision.compacted` with facts `revision` (the one to begin
   *   or go on with) and, where the server told, `compactRevision`; `cluster.replaced` when the history is no longer the
   *   one that was watched; `auth.permissionDenied`, `auth.failed`, `message.tooLarge`, `connection.closed`.
   */
  watch(options: WatchOptions): AsyncIterable<readonly WatchUpdate[]> {
    checkKey(options.key);
    return watchCluster(this.cluster, options, { silent: this.timeouts.watch, call: this.timeouts.call });
  }

  /** Ends all connections and the calls on them, which reject with `connection.closed`. */
  close(): void {
    this.memberAccess.close();
    this.cluster.close();
  }

  private transact(
    comparisons: readonly Comparison[],
    success: readonly Operation[],
    failure: readonly Operation[],
    options: CallOptions,
    rangeEnd?: Uint8Array,
  ): Promise<TransactionResponse> {
    const settings = this.settings(rangeEnd, options);
    return this.cluster.call(transactionMethod, { comparisons, success, failure }, settings);
  }

  private settings(rangeEnd: Uint8Array | undefined, { signal }: CallOptions) {
    return { timeoutMilliseconds: rangeEnd ? this.timeouts.range : this.timeouts.call, signal };
  }

  /** Before anything else, so that a connection marked read-only cannot write whatever the UI does. */
  private checkWritable(operation: string): void {
    if (this.isReadOnly) {
      throw new EtcdscopeError('store.readOnly', { operation, endpoint: this.endpoints[0] });
    }
  }
}

/** etcd takes no empty key: in a request it would mean that none was given. */
function checkKey(key: Uint8Array): void {
  if (key.length === 0) {
    throw new EtcdscopeError('key.invalid', { reason: 'empty' });
  }
}

function isAt(key: Uint8Array, modRevision: bigint): Comparison {
  return { key, target: 'modRevision', relation: 'equal', revision: modRevision };
}

function throwOnConflict(response: TransactionResponse, expected: bigint): void {
  if (!response.succeeded) {
    const actual = rangeOf(response, 0).keyValues[0]?.modRevision ?? 0n;
    throw new EtcdscopeError('key.conflict', { expected, actual });
  }
}

function newestModRevision(keyValues: readonly KeyValue[]): bigint {
  let newest = 0n;
  for (const { modRevision } of keyValues) {
    if (modRevision > newest) {
      newest = modRevision;
    }
  }
  return newest;
}

function rangeOf(response: TransactionResponse, index: number): WireRangeResponse {
  const range = response.results[index]?.range;
  if (!range) {
    throw new EtcdscopeError('call.failed', { reason: 'malformedAnswer' });
  }
  return range;
}

function rangeResult({ keyValues, count, more }: WireRangeResponse, revision: bigint): RangeResult {
  return { keyValues, count, more, revision };
}

/** Without a lease asked for, a key that exists keeps its own; a new key, for which etcd would refuse that, has none. */
function putRequest(key: Uint8Array, value: Uint8Array, { lease }: PutOptions, isNew: boolean): PutRequest {
  return lease === undefined ? { key, value, ...(!isNew && { keepsLease: true }) } : { key, value, lease };
}
