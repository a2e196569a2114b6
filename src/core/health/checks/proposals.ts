/** Do writes come through? */
import { known } from '../fact';
import { type Check, mapFact, notTold, worstOfMembers } from './checkTools';
import { perHour, readingsOf } from './rates';

export const proposalsFailed: Check<'proposalsFailed'> = ({ members }, thresholds) =>
  worstOfMembers('proposalsFailed', 'consensus', thresholds.proposalsFailed, members, member =>
    perHour(member, 'etcd_server_proposals_failed_total', ({ proposalsFailed: failed }) => failed),
  );

/** The fewer of two readings, where there are: what waits in one moment is gone in the next. */
export const proposalsPending: Check<'proposalsPending'> = ({ members }, thresholds) =>
  worstOfMembers('proposalsPending', 'consensus', thresholds.proposalsPending, members, member =>
    mapFact(readingsOf(member), ({ first, last }) => {
      const pending = last.proposalsPending;
      return pending === undefined
        ? notTold('etcd_server_proposals_pending')
        : known({ value: Math.min(pending, first.proposalsPending ?? pending) });
    }),
  );
