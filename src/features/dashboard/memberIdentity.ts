import type { MemberFacts } from '../../core/health';
import { shortened } from '../../host/messageText';

/** What the protocol of the panel takes. */
const mostKeyCharacters = 100;

/** A member id as etcdctl prints it. */
export function memberIdText(id: bigint): string {
  return id.toString(16);
}

/** What stands for a member in messages to the page and in its series: its address where it may not say who it is. */
export function memberKey({ id, endpoint }: Pick<MemberFacts, 'id' | 'endpoint'>): string {
  return id === 0n && endpoint !== undefined ? `at ${endpoint}`.slice(0, mostKeyCharacters) : memberIdText(id);
}

/** By name, with numbers in it as numbers: the member list has them in the order of their ids, which nobody knows. */
export function inOrderOfNames<Member extends MemberFacts>(members: readonly Member[]): readonly Member[] {
  return [...members].sort((a, b) => nameOrder.compare(memberName(a), memberName(b)) || (a.id < b.id ? -1 : 1));
}

const nameOrder = new Intl.Collator('en', { numeric: true });

/** Its name; before it has one, the address that the cluster knows it by, else its id. */
export function memberName({ id, name, peerUrls, endpoint }: MemberFacts): string {
  return shortened(name || (endpoint ?? peerUrls[0]) || memberIdText(id));
}
