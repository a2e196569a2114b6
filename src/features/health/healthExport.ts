import { keyText } from '../../core/keyspace/keyText';
import type { HealthOutcome } from './healthOutcome';

/** Facts and judgement as JSON. Big numbers are text, as JSON readers round them; keys are readable; no value is in it. */
export function healthExport(outcome: HealthOutcome): string {
  const { name, endpoints } = outcome.configuration;
  const found =
    outcome.kind === 'examined'
      ? { report: outcome.report, facts: outcome.facts }
      : { unreached: { code: outcome.error.code, facts: outcome.error.facts, takenAt: outcome.takenAt } };
  return `${JSON.stringify({ connection: { name, endpoints }, ...found }, plain, 2)}\n`;
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    return String(value);
  }
  return value instanceof Uint8Array ? keyText(value) : value;
}
