import type { CheckStatus } from '../../core/health/healthReport';

const ranks: Readonly<Record<CheckStatus, number>> = { ok: 0, unknown: 1, warning: 2, critical: 3 };

/** Whether a verdict deserves to interrupt somebody: it got worse, or is critical at the first look. */
export function isWorse(verdict: CheckStatus, previous: CheckStatus | undefined): boolean {
  return previous === undefined ? verdict === 'critical' : ranks[verdict] > ranks[previous];
}
