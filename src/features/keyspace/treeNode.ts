/**
 * The rows of the tree, as plain objects. They satisfy the targets of host/keyTarget.ts by their shape, so that any
 * feature's command takes a row. VS Code knows a row by its object: what changes about one changes in place.
 */
import { hexFromBytes } from '../../core/base/bytes';
import type { EtcdscopeError } from '../../core/base/errors';
import type { ObjectDetails } from '../../host/objectDetails';

interface NodeOfConnection {
  readonly connectionId: string;
}

/** What a row shows for a moment after it was seen to happen. */
export type RowMark = 'new' | 'changed';

export interface ConnectionNode extends NodeOfConnection {
  readonly kind: 'connection';
  /** How often it was disconnected. VS Code keeps rows of one id expanded, and expanding would connect again. */
  disconnects: number;
}

export interface PrefixNode extends NodeOfConnection {
  readonly kind: 'prefix';
  /** Ends with the delimiter. */
  readonly prefix: Uint8Array;
  /** What the row shows: text of the segment, or of several where directories with nothing beside them share a row. */
  readonly name: string;
  /** Keys below it, exactly, when last looked at. */
  count: number;
  /** The revision at which they were counted, where that is known. */
  countedAt?: bigint | undefined;
  mark?: RowMark | undefined;
  /** The only row of the connection: it opens by itself. */
  isAlone: boolean;
}

export interface KeyNode extends NodeOfConnection {
  readonly kind: 'key';
  readonly key: Uint8Array;
  readonly name: string;
  /** The revision that the tree shows; absent for the newest. */
  revision?: bigint | undefined;
  mark?: RowMark | undefined;
  /** What was read of the object behind it, if it was. */
  details?: ObjectDetails | undefined;
}

export interface LoadMoreNode extends NodeOfConnection {
  readonly kind: 'loadMore';
  readonly parent: ParentNode;
  /** Rows shown before it. */
  readonly after: number;
  isLoading: boolean;
}

/** Something went wrong below `parent`; a click tries again. */
export interface ProblemNode extends NodeOfConnection {
  readonly kind: 'problem';
  readonly parent: ParentNode;
  readonly error: EtcdscopeError;
}

/** A way out, offered below a connection that failed. */
export interface ActionNode extends NodeOfConnection {
  readonly kind: 'action';
  readonly parent: ConnectionNode;
  readonly action: 'retry' | 'showLog' | 'edit' | 'openAnother' | 'close';
}

export interface NoticeNode extends NodeOfConnection {
  readonly kind: 'notice';
  readonly parent: ParentNode;
  /** `unreadableKeyspace` of a damaged snapshot, which may have keys that nothing leads to any more. */
  readonly notice: 'emptyKeyspace' | 'unreadableKeyspace' | 'rowLimit';
}

/** What a level of the keyspace consists of. */
export type LevelNode = PrefixNode | KeyNode;
export type ParentNode = ConnectionNode | PrefixNode;
export type TreeNode = ParentNode | KeyNode | LoadMoreNode | ProblemNode | ActionNode | NoticeNode;

/** The same for the same row, whenever it is asked; never the same for two rows. */
export function nodeId(node: TreeNode): string {
  switch (node.kind) {
    case 'connection':
      return `${node.connectionId} connection ${node.disconnects}`;
    case 'prefix':
      return `${node.connectionId} prefix ${hexFromBytes(node.prefix)}`;
    case 'key':
      return `${node.connectionId} key ${hexFromBytes(node.key)}`;
    case 'loadMore':
      return `${nodeId(node.parent)} more ${node.after}`;
    case 'problem':
      return `${nodeId(node.parent)} problem`;
    case 'action':
      return `${nodeId(node.parent)} ${node.action}`;
    case 'notice':
      return `${nodeId(node.parent)} ${node.notice}`;
  }
}

/** The bytes that a row of a level sorts by and that all its keys begin with. */
export function bytesOfNode(node: LevelNode): Uint8Array {
  return node.kind === 'key' ? node.key : node.prefix;
}

const nodeKinds: ReadonlySet<unknown> = new Set<TreeNode['kind']>([
  'connection',
  'prefix',
  'key',
  'loadMore',
  'problem',
  'action',
  'notice',
]);

/** Whether a command was given a row of this tree. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'kind' in value && nodeKinds.has(value.kind);
}
