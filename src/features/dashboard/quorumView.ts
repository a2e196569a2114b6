import type { ClusterFacts, MemberFacts, QuorumFacts } from '../../core/health';
import { mostMembers, type NoteView, type QuorumView } from '../../protocol/dashboard';
import { highestIndexOf } from './highestIndexOf';
import { memberKey, memberName } from './memberIdentity';
import { reachOf, roleOf, roleText } from './memberView';
import { levelOf, type ViewContext } from './viewContext';

/** etcd lets one learner be at a time, unless it is told otherwise (--experimental-max-learners). */
const mostLearnerNotes = 5;

/** Votes and failures in words, and the seats of its picture. */
export function quorumView({ members, quorum }: ClusterFacts, context: ViewContext): QuorumView | undefined {
  if (!quorum) {
    return undefined;
  }
  const seats = members
    .map(member => ({ member, isUp: member.endpoint !== undefined }))
    .sort((a, b) => Number(b.isUp) - Number(a.isUp));
  const drawn = (isLearner: boolean) =>
    seats
      .filter(({ member }) => member.isLearner === isLearner)
      .slice(0, mostMembers)
      .map(({ member, isUp }) => seatOf(member, isUp, context));
  return {
    level: quorumLevel(quorum),
    sentence: quorumSentence(quorum, context),
    detail: quorumDetail(quorum, context),
    needed: quorum.quorum,
    voters: drawn(false),
    learners: drawn(true),
    notes: quorumNotes(quorum, members, context),
  };
}

function quorumLevel({ voters, reachable, tolerance, isProven }: QuorumFacts): QuorumView['level'] {
  if (tolerance < 0 && !isProven) {
    return 'bad';
  }
  return reachable < voters || tolerance <= 0 ? 'warning' : 'good';
}

/** How many answer, and how many more may fail. */
export function quorumSentence({ voters, reachable, tolerance, isProven }: QuorumFacts, { l10n }: ViewContext): string {
  const answering =
    reachable === voters
      ? voters === 1
        ? l10n.t('The only member answers.')
        : l10n.t('All {voters} voting members answer.', { voters })
      : reachable === 0
        ? l10n.t('No member answers.')
        : l10n.t('{reachable} of {voters} voting members answer.', { reachable, voters });
  if (tolerance < 0) {
    return isProven
      ? `${answering} ${l10n.t('The others cannot be reached from here, but a quorum agrees.')}`
      : `${answering} ${l10n.t('That is no quorum.')}`;
  }
  if (tolerance === 0) {
    return `${answering} ${l10n.t('No more may fail.')}`;
  }
  return `${answering} ${tolerance === 1 ? l10n.t('One more may fail.') : l10n.t('{tolerance} more may fail.', { tolerance })}`;
}

function quorumDetail({ voters, quorum, reachable, tolerance, isProven }: QuorumFacts, { l10n }: ViewContext): string {
  const rule =
    voters === 1
      ? l10n.t('Its vote decides alone.')
      : l10n.t('A decision needs {quorum} of {voters} votes.', { quorum, voters });
  if (tolerance < 0 && isProven) {
    return `${rule} ${l10n.t('Linearizable reads are answered, so enough members run. How many more may fail cannot be told from here.')}`;
  }
  if (tolerance < 0) {
    const missing = quorum - reachable;
    return missing === 1
      ? `${rule} ${l10n.t('Without one more member there are no writes and no linearizable reads.')}`
      : `${rule} ${l10n.t('Without {missing} more members there are no writes and no linearizable reads.', { missing })}`;
  }
  return tolerance === 0 && voters > 1
    ? `${rule} ${l10n.t('If one more fails, writes and linearizable reads stop.')}`
    : rule;
}

function quorumNotes(
  { voters }: QuorumFacts,
  members: readonly MemberFacts[],
  context: ViewContext,
): readonly NoteView[] {
  const { l10n } = context;
  const notes: NoteView[] = [];
  if (voters === 1) {
    const text = l10n.t('A single member bears no failure at all. Three bear one, five bear two.');
    notes.push({ level: 'warning', text });
  } else if (voters % 2 === 0) {
    const text = l10n.t(
      '{voters} voting members bear no more failures than {fewer}, and one more can fail. Prefer an odd number.',
      {
        voters,
        fewer: voters - 1,
      },
    );
    notes.push({ level: 'warning', text });
  }
  const left = members.filter(({ isLearner }) => isLearner);
  notes.push(...left.slice(0, mostLearnerNotes).map(learner => learnerNote(learner, members, context)));
  const unstarted = members.filter(({ isStarted }) => !isStarted).length;
  if (unstarted > 0) {
    const text = l10n.t('A member that was added and has not started yet counts as one that failed.');
    notes.push({ level: 'warning', text });
  }
  return notes;
}

/** One that stays was forgotten: it costs the cluster a copy of everything, and bears no failure. */
function learnerNote(
  learner: MemberFacts,
  members: readonly MemberFacts[],
  { l10n, language, thresholds }: ViewContext,
): NoteView {
  const name = memberName(learner);
  const own = learner.status.value?.raftIndex;
  const behind = own === undefined ? undefined : highestIndexOf(members) - own;
  const text =
    behind === undefined
      ? l10n.t('The learner {name} has no vote, and it is not known how far it is.', { name })
      : levelOf(Number(behind), thresholds.raftIndexLag) === 'good'
        ? l10n.t('The learner {name} has caught up, and has no vote until it is promoted.', { name })
        : l10n.t('The learner {name} is {entries} entries behind, and has no vote until it is promoted.', {
            name,
            entries: behind.toLocaleString(language),
          });
  return { level: 'warning', text };
}

function seatOf(member: MemberFacts, isUp: boolean, context: ViewContext): QuorumView['voters'][number] {
  const role = roleOf(member);
  return {
    key: memberKey(member),
    name: memberName(member),
    role,
    isUp,
    stateText: isUp ? roleText(role, context) : reachOf(member, context).reachText,
  };
}
