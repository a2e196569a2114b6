/** What etcd itself raises the alarm for. */
import type { AlarmFacts, AlarmType, HealthFacts } from '../healthFacts';
import type { CheckOf, CheckStatus } from '../healthReport';
import { type Check, findingOf, hex, type MemberAnswer, reported } from './checkTools';

export const alarmNoSpace: Check<'alarmNoSpace'> = facts =>
  alarm('alarmNoSpace', 'space', facts, 'NOSPACE', 'critical');
export const alarmCorrupt: Check<'alarmCorrupt'> = facts =>
  alarm('alarmCorrupt', 'consistency', facts, 'CORRUPT', 'critical');

/** One of a newer etcd. */
export const alarmOther: Check<'alarmOther'> = facts => {
  const check = alarm('alarmOther', 'consistency', facts, 'unknown', 'warning');
  return check.status === 'warning' ? check : undefined;
};

function alarm<Id extends 'alarmNoSpace' | 'alarmCorrupt' | 'alarmOther'>(
  id: Id,
  theme: 'space' | 'consistency',
  facts: HealthFacts,
  type: AlarmType,
  status: CheckStatus,
): CheckOf<Id> {
  const alarms = allAlarms(facts);
  if (!alarms) {
    const { problem } = facts.alarmList;
    return { id, theme, status: 'unknown', ...(problem && { problem: reported(problem) }) } as CheckOf<Id>;
  }
  const raised = new Set(alarms.filter(each => each.type === type).map(({ memberId }) => memberId));
  const members = facts.members.filter(member => raised.has(member.id));
  const answer: MemberAnswer = { status };
  // An alarm may outlive its member, and etcd has raised some for member 0.
  const gone = [...raised].filter(memberId => !members.some(member => member.id === memberId));
  return {
    id,
    theme,
    status: raised.size > 0 ? status : 'ok',
    measured: { raised: raised.size },
    ...(raised.size > 0 && {
      members: [
        ...members.map(member => findingOf(member, answer)),
        ...gone.map(memberId => ({ memberId: hex(memberId), name: '', status })),
      ],
    }),
  } as CheckOf<Id>;
}

/** The list that a quorum agreed to; without it, what each member knows. Undefined where neither was told. */
function allAlarms({ alarmList, members }: HealthFacts): readonly AlarmFacts[] | undefined {
  if (alarmList.value) {
    return alarmList.value;
  }
  return members.some(({ status }) => status.value) ? members.flatMap(({ alarms }) => alarms) : undefined;
}
