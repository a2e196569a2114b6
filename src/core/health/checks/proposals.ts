/** Do writes come through? */
import { known } from '../fact';
import { type Check, mapFact, notTold, worstOfMembers } from './checkTools';
import { perHour } from './rates';

export const proposalsFailed: Check<'proposalsFailed'> = ({ members }, thresholds) =>
  worstOfMembers('proposalsFailed', 'consensus', thresholds.proposalsFailed, members, ({ metrics }) =>
    mapFact(metrics, reading => {
      const { proposalsFailed: failed } = reading;
      const rate = failed === undefined ? undefined : perHour(failed, reading);
      return rate ? known(rate) : notTold('etcd_server_proposals_failed_total');
    }),
  );

/** The fewer of two readings: what waits in one moment is gone in the next. */
export const proposalsPending: Check<'proposalsPending'> = ({ members }, thresholds) =>
  worstOfMembers('proposalsPending', 'consensus', thresholds.proposalsPending, members, ({ metrics, laterMetrics }) =>
    mapFact(metrics, ({ proposalsPending: first }) => {
      if (first === undefined) {
        return notTold('etcd_server_proposals_pending');
      }
      return known({ value: Math.min(first, laterMetrics?.value?.proposalsPending ?? first) });
    }),
  );
