import type { ClusterFacts, EndpointFacts } from '../../core/health';
import { shortened } from '../../host/messageText';
import { problemText } from '../../host/problemText';
import { type DashboardView, factNames, type MemberView, mostMembers } from '../../protocol/dashboard';
import { timeText } from '../../protocol/timeText';
import { highestIndexOf } from './highestIndexOf';
import { memberIdText } from './memberIdentity';
import { memberView } from './memberView';
import { metricsNotes } from './metricsNotes';
import { quorumView } from './quorumView';
import { tilesView } from './tilesView';
import type { ViewContext } from './viewContext';

/** All but what the panel itself knows. */
export type ClusterView = Omit<DashboardView, 'phase' | 'name'>;

export interface ClusterViewOptions {
  readonly leaderChanges: number;
  readonly intervalSeconds: number;
}

/** A fact sheet in words. */
export function clusterView(facts: ClusterFacts, options: ClusterViewOptions, context: ViewContext): ClusterView {
  const highestIndex = highestIndexOf(facts.members);
  const quorum = quorumView(facts, context);
  const problem = problemOf(facts, context);
  return {
    facts: headFacts(facts, options, context),
    ...(problem !== undefined && { problem }),
    ...(quorum && { quorum }),
    tiles: facts.members.length === 0 ? [] : tilesView(facts, options.leaderChanges, context),
    members: [
      ...facts.members.map(member => memberView(member, { highestIndex }, context)),
      ...facts.unmatchedEndpoints.map(endpoint => endpointView(endpoint, context)),
    ].slice(0, mostMembers),
    metricsNotes: metricsNotes(facts, context),
  };
}

function headFacts(
  { members, clusterId, configuredEndpoints }: ClusterFacts,
  { intervalSeconds }: ClusterViewOptions,
  { l10n, language, now }: ViewContext,
): readonly string[] {
  const statuses = members.flatMap(({ status }) => status.value ?? []);
  const versions = [...new Set(statuses.map(({ version }) => version))];
  const revision = statuses.reduce(
    (highest, { header }) => (header.revision > highest ? header.revision : highest),
    0n,
  );
  return [
    ...(versions.length === 0 ? [] : [l10n.t('etcd {versions}', { versions: shortened(versions.join(', ')) })]),
    ...(clusterId === undefined ? [] : [l10n.t('cluster {id}', { id: memberIdText(clusterId) })]),
    ...(revision === 0n ? [] : [l10n.t('revision {revision}', { revision: revision.toLocaleString(language) })]),
    ...(configuredEndpoints.length === 1 && members.length > 1
      ? [l10n.t('one endpoint; the other members are asked at the addresses that they advertise')]
      : []),
    l10n.t('updated {time}, every {seconds} s', {
      time: timeText(now, language),
      seconds: intervalSeconds,
    }),
  ];
}

function problemOf({ memberList, members }: ClusterFacts, context: ViewContext): string | undefined {
  if (!memberList.problem) {
    return undefined;
  }
  const { sentence } = problemText(memberList.problem, context);
  return members.length === 0
    ? sentence
    : `${context.l10n.t('The list of members is not known, so only those that answer are shown.')} ${sentence}`;
}

const nothing = { text: '' };

/** An address of the connection that leads to no member that is known. */
function endpointView({ url, answeredBy }: EndpointFacts, context: ViewContext): MemberView {
  const { l10n } = context;
  const problem = answeredBy?.problem && problemText(answeredBy.problem, context);
  const text =
    answeredBy?.value === undefined
      ? (problem?.sentence ?? '')
      : l10n.t('A member of another cluster answers here, {id}.', { id: memberIdText(answeredBy.value) });
  return {
    key: `endpoint ${url}`.slice(0, 100),
    name: shortened(url),
    id: '',
    endpoints: [],
    role: 'unknown',
    roleText: l10n.t('Endpoint'),
    reach: 'unreachable',
    reachText: problem?.summary ?? l10n.t('Not a member'),
    facts: Object.fromEntries(factNames.map(name => [name, nothing])) as MemberView['facts'],
    notes: text === '' ? [] : [{ level: 'bad', text }],
  };
}
