import type { HealthThresholds, Limit } from '../../core/health';
import type { Connections } from '../../host/connections/connection';
import type { Localization } from '../../host/errorSentenceTable';
import type { Level } from '../../protocol/dashboard';

/** What turning facts into words needs besides the facts. */
export interface ViewContext {
  readonly l10n: Localization;
  /** BCP 47, for numbers and dates. */
  readonly language: string;
  readonly connections: Pick<Connections, 'all'>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** From where on a figure is marked: those of the health check, as the settings have them. */
  readonly thresholds: HealthThresholds;
}

/** How a figure stands to the numbers from where on it is worth a warning, or critical. */
export function levelOf(value: number, { bad, warning, critical }: Limit): Level {
  const isBeyond = (limit: number | undefined) =>
    limit !== undefined && (bad === 'above' ? value > limit : value < limit);
  return isBeyond(critical) ? 'bad' : isBeyond(warning) ? 'warning' : 'good';
}

/** The same where only what is not good is worth a mark. */
export function concernOf(value: number, limit: Limit): { readonly level?: Level } {
  const level = levelOf(value, limit);
  return level === 'good' ? {} : { level };
}
