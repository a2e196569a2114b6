import type { MemberFacts } from '../../core/health';
import { shortened } from '../../host/messageText';

/** A member id as etcdctl prints it. */
export function memberIdText(id: bigint): string {
  return id.toString(16);
}

/** What stands for a member in messages to the page and in its series. */
export function memberKey({ id }: Pick<MemberFacts, 'id'>): string {
  return memberIdText(id);
}

/** Its name; before it has one, the address that the cluster knows it by, else its id. */
export function memberName({ id, name, peerUrls, endpoint }: MemberFacts): string {
  return shortened(name || (endpoint ?? peerUrls[0]) || memberIdText(id));
}
