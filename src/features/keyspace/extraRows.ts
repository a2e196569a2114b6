/** Rows beside those of the keyspace: why there are none, what went wrong, and the ways out. */
import { EtcdscopeError, isEtcdscopeError } from '../../core/base/errors';
import type { ActionNode, ConnectionNode, NoticeNode, ParentNode, ProblemNode, TreeNode } from './treeNode';

/** Below a connection that failed. */
export function failureRows(parent: ConnectionNode, error: EtcdscopeError): readonly TreeNode[] {
  const { connectionId } = parent;
  const actions = (['retry', 'showLog', 'edit'] as const).map(
    (action): ActionNode => ({ kind: 'action', connectionId, parent, action }),
  );
  return [{ kind: 'problem', connectionId, parent, error }, ...actions];
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
