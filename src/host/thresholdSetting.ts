import { isRecord } from '../core/base/isRecord';
import { defaultThresholds, type ThresholdChanges, type ThresholdName } from '../core/health/thresholds';

/** What is wrong at one place of the setting. */
export interface ThresholdProblem {
  /** Such as `walFsync.warning`; empty for the setting as a whole. */
  readonly path: string;
  readonly kind: 'notAnObject' | 'unknownName' | 'unknownField' | 'notANumber' | 'outOfOrder';
}

export interface ParsedThresholds {
  readonly changes: ThresholdChanges;
  readonly problems: readonly ThresholdProblem[];
}

const levels = ['warning', 'critical'] as const;

/** Reads the setting `etcdscope.health.thresholds`, whatever is in it. What cannot be used is told, and the rest counts. */
export function parseThresholds(setting: unknown): ParsedThresholds {
  if (setting === undefined || setting === null) {
    return { changes: {}, problems: [] };
  }
  if (!isRecord(setting)) {
    return { changes: {}, problems: [{ path: '', kind: 'notAnObject' }] };
  }
  const changes: { [Name in ThresholdName]?: { warning?: number; critical?: number } } = {};
  const problems: ThresholdProblem[] = [];
  for (const [name, given] of Object.entries(setting)) {
    if (!isThresholdName(name)) {
      problems.push({ path: name, kind: 'unknownName' });
    } else if (isRecord(given)) {
      changes[name] = limitsOf(name, given, problems);
    } else {
      problems.push({ path: name, kind: 'notAnObject' });
    }
  }
  return { changes, problems };
}

function limitsOf(
  name: ThresholdName,
  given: Record<string, unknown>,
  problems: ThresholdProblem[],
): { warning?: number; critical?: number } {
  const limits: { warning?: number; critical?: number } = {};
  for (const [field, value] of Object.entries(given)) {
    const level = levels.find(known => known === field);
    if (level === undefined) {
      problems.push({ path: `${name}.${field}`, kind: 'unknownField' });
    } else if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      problems.push({ path: `${name}.${field}`, kind: 'notANumber' });
    } else {
      limits[level] = value;
    }
  }
  if (!isOrdered(name, limits)) {
    problems.push({ path: name, kind: 'outOfOrder' });
    return {};
  }
  return limits;
}

/** Whether it is a warning first that gets critical when it goes on. */
function isOrdered(name: ThresholdName, given: { readonly warning?: number; readonly critical?: number }): boolean {
  const { bad, warning, critical }: { bad: string; warning?: number; critical?: number } = {
    ...defaultThresholds[name],
    ...given,
  };
  if (warning === undefined || critical === undefined) {
    return true;
  }
  return bad === 'above' ? warning <= critical : warning >= critical;
}

function isThresholdName(name: string): name is ThresholdName {
  return Object.hasOwn(defaultThresholds, name);
}
