import { type DashboardStrings, factNames, type MemberView } from '../../protocol/dashboard';

/** A row of the table as lines of text, for a chat or a ticket. */
export function memberText(member: MemberView, strings: DashboardStrings): string {
  const { name, id, endpoints, roleText, reachText, facts, notes } = member;
  const lines = [
    name,
    ...(id === '' ? [] : [`id: ${id}`]),
    ...endpoints,
    ...(roleText === '' ? [] : [roleText]),
    reachText,
    ...factNames.flatMap(fact => (facts[fact].text === '' ? [] : [`${strings[fact]}: ${facts[fact].text}`])),
    ...notes.map(({ text }) => text),
  ];
  return `${lines.join('\n')}\n`;
}
