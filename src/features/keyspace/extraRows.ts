/** Rows beside those of the keyspace: why there are none, what went wrong, and the ways out. */
import { EtcdscopeError, isEtcdscopeError } from '../../core/base/errors';
import type { ActionNode, ConnectionNode, NoticeNode, ParentNode, ProblemNode, TreeNode } from './treeNode';

/** What can be done about a cluster that cannot be reached, and about a file that cannot be read. */
export const waysOut = {
  cluster: ['retry', 'showLog', 'edit'],
  snapshot: ['retry', 'openAnother', 'close'],
} as const satisfies Record<string, readonly ActionNode['action'][]>;

/** Below a connection that failed. */
export function failureRows(
  parent: ConnectionNode,
  error: EtcdscopeError,
  actions: readonly ActionNode['action'][],
): readonly TreeNode[] {
  const { connectionId } = parent;
  const rows = actions.map((action): ActionNode => ({ kind: 'action', connectionId, parent, action }));
  return [{ kind: 'problem', connectionId, parent, error }, ...rows];
}

/** Below a row that could not be listed. The error names its connection, for the sentence that is made of it. */
export function problemRow(parent: ParentNode, error: unknown): ProblemNode {
  const { connectionId } = parent;
  const problem = isEtcdscopeError(error)
    ? new EtcdscopeError(error.code, { connectionId, ...error.facts }, { cause: error })
    : new EtcdscopeError('call.failed', { connectionId }, { cause: error });
  return { kind: 'problem', connectionId, parent, error: problem };
}

export function noticeRow(parent: ParentNode, notice: NoticeNode['notice']): NoticeNode {
  return { kind: 'notice', connectionId: parent.connectionId, parent, notice };
}
