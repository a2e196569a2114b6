import type { EtcdscopeError } from '../../core/base/errors';
import type { HealthFacts } from '../../core/health/healthFacts';
import type { CheckStatus, HealthReport } from '../../core/health/healthReport';
import type { ConnectionConfiguration } from '../../host/connections/connection';

/** What one health check brought, of one connection. */
export interface HealthResult {
  readonly kind: 'examined';
  readonly configuration: ConnectionConfiguration;
  readonly facts: HealthFacts;
  readonly report: HealthReport;
}

/** No member could be reached, so there was nothing to examine. */
export interface Unreached {
  readonly kind: 'unreached';
  readonly configuration: ConnectionConfiguration;
  readonly error: EtcdscopeError;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
}

export type HealthOutcome = HealthResult | Unreached;

/** A cluster that nobody reaches serves nobody. */
export function verdictOf(outcome: HealthOutcome): CheckStatus {
  return outcome.kind === 'unreached' ? 'critical' : outcome.report.verdict;
}
