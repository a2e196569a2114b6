import type { ClusterFacts, MemberFacts, Problem } from '../../core/health';
import { problemText } from '../../host/problemText';
import type { NoteView } from '../../protocol/dashboard';
import { memberName } from './memberIdentity';
import type { ViewContext } from './viewContext';

/** What the charts lack for want of /metrics, by reason: a cluster whose port serves none says so once. */
export function metricsNotes({ members }: ClusterFacts, context: ViewContext): readonly NoteView[] {
  const { l10n } = context;
  const answering = members.filter(({ endpoint }) => endpoint !== undefined);
  const byReason = new Map<string, { readonly problem: Problem; readonly members: MemberFacts[] }>();
  for (const member of answering) {
    const { problem } = member.metrics;
    if (problem) {
      const group = byReason.get(problem.code) ?? { problem, members: [] };
      group.members.push(member);
      byReason.set(problem.code, group);
    }
  }
  return [...byReason.values()].map(({ problem, members: lacking }) => {
    const { summary } = problemText(problem, context);
    const text =
      lacking.length === answering.length
        ? l10n.t(
            'No member lets its /metrics be read on the client port ({reason}), so the charts from WAL Fsync on stay empty. Where etcd runs with --listen-metrics-urls, it may serve them elsewhere.',
            { reason: summary },
          )
        : l10n.t('The /metrics of {members} cannot be read: {reason}. The charts from WAL Fsync on lack them.', {
            members: lacking.map(memberName).join(', '),
            reason: summary,
          });
    return { level: 'information', text };
  });
}
