import type { AlarmType, EndpointFacts, MemberFacts, Problem } from '../../core/health';
import { shortened } from '../../host/messageText';
import { problemText } from '../../host/problemText';
import type { NoteView } from '../../protocol/dashboard';
import { memberIdText } from './memberIdentity';
import { readProblemOf } from './readProblemOf';
import type { ViewContext } from './viewContext';

const mostNotes = 20;
const ranks = { bad: 0, warning: 1, information: 2, good: 3 } as const;

/** What is wrong with a member, or with knowing it, worst first. */
export function memberNotes(member: MemberFacts, context: ViewContext): readonly NoteView[] {
  const notes = [
    ...reachNotes(member, context),
    ...alarmNotes(member, context),
    ...errorNotes(member),
    ...member.endpoints.flatMap(endpoint => endpointNotes(endpoint, member, context)),
  ];
  return notes.sort((a, b) => ranks[a.level] - ranks[b.level]).slice(0, mostNotes);
}

function reachNotes(member: MemberFacts, context: ViewContext): readonly NoteView[] {
  const { endpoint, status } = member;
  if (status.problem) {
    const sentence = reachSentence(status.problem, context);
    if (endpoint === undefined) {
      return [{ level: status.problem.facts.reason === 'notStarted' ? 'warning' : 'bad', text: sentence }];
    }
    return [{ level: 'warning', text: `${sentence} ${rootHint(status.problem.code, context)}`.trim() }];
  }
  const problem = readProblemOf(member);
  return problem ? [{ level: 'bad', text: problemText(problem, context).sentence }] : [];
}

/** A dashboard does not wait as long as a call does, so the setting for calls is no help here. */
function reachSentence(problem: Problem, context: ViewContext): string {
  const { endpoint } = problem.facts;
  return problem.code === 'call.timeout' && endpoint !== undefined
    ? context.l10n.t(
        '{endpoint} takes the connection, but does not answer. The member hangs, is overloaded, or is far away.',
        {
          endpoint: shortened(String(endpoint)),
        },
      )
    : problemText(problem, context).sentence;
}

/** With authentication on, 3.6.0 to 3.6.11 and some of 3.5 tell a member's status to root only; 3.4 tells every user. */
function rootHint(code: string, { l10n }: ViewContext): string {
  return code === 'auth.permissionDenied'
    ? l10n.t(
        'Some versions of etcd tell the status of a member to root only; 3.5.33, 3.6.12 and 3.7.1 tell every user.',
      )
    : '';
}

function alarmNotes({ id, alarms }: MemberFacts, context: ViewContext): readonly NoteView[] {
  return alarms
    .filter(({ memberId }) => memberId === id)
    .map(({ type }) => ({ level: 'bad', text: alarmSentence(type, context) }));
}

function alarmSentence(type: AlarmType, { l10n }: ViewContext): string {
  switch (type) {
    case 'NOSPACE':
      return l10n.t(
        'Alarm NOSPACE: the database has reached its quota, and the cluster refuses writes until it is compacted, defragmented, and the alarm is disarmed.',
      );
    case 'CORRUPT':
      return l10n.t(
        'Alarm CORRUPT: this member holds other data than the others, and refuses all requests. Replace it from a healthy member or a backup.',
      );
    case 'unknown':
      return l10n.t('An alarm that etcdscope does not know is raised. etcdctl alarm list tells its name.');
  }
}

/** In etcd's own words; those of alarms are told above. */
function errorNotes({ status }: MemberFacts): readonly NoteView[] {
  const errors = status.value?.errors ?? [];
  return errors
    .filter(text => !/^memberID:.*alarm:/.test(text))
    .slice(0, mostNotes)
    .map(text => ({ level: 'warning', text: shortened(text) }));
}

/** Addresses that lead nowhere, or elsewhere, while the member answers at another one. */
function endpointNotes(
  { url, answeredBy }: EndpointFacts,
  { id, endpoint }: MemberFacts,
  context: ViewContext,
): readonly NoteView[] {
  if (endpoint === undefined || url === endpoint || !answeredBy) {
    return [];
  }
  const { l10n } = context;
  const address = shortened(url);
  if (answeredBy.problem) {
    const { summary } = problemText(answeredBy.problem, context);
    const text = l10n.t('{address} cannot be used from here: {reason}. These figures come from {endpoint}.', {
      address,
      reason: summary,
      endpoint: shortened(endpoint),
    });
    return [{ level: 'information', text }];
  }
  return answeredBy.value === id
    ? []
    : [
        {
          level: 'warning',
          text: l10n.t('{address} leads to another member, {id}.', {
            address,
            id: memberIdText(answeredBy.value),
          }),
        },
      ];
}
