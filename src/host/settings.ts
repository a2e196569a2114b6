import * as vscode from 'vscode';
import type { ConnectionConfiguration } from './connections/connection';
import { settings } from './ids';

/** The settings as the code uses them: in range whatever the user wrote, the defaults of package.json otherwise. */

const defaultDelimiter = '/';
const mostDelimiterLength = 16;

/** What cuts the keys of a connection into levels; empty for a flat list. */
export function delimiterOf(configuration: ConnectionConfiguration): string {
  const delimiter = configuration.delimiter ?? value(settings.delimiter);
  return typeof delimiter === 'string' && delimiter.length <= mostDelimiterLength ? delimiter : defaultDelimiter;
}

/** Rows of a level that load at once. */
export function pageSize(): number {
  return wholeNumber(value(settings.pageSize), { least: 10, most: 5000, fallback: 500 });
}

/** Whether the rows of objects say more than their names. */
export function showsRowDetails(): boolean {
  return value(settings.rowDetails) !== false;
}

/** Whether the tree follows what others write. */
export function refreshesItself(): boolean {
  return value(settings.autoRefresh) === true;
}

export function callTimeoutSeconds(): number {
  return wholeNumber(value(settings.callTimeoutSeconds), { least: 1, most: 300, fallback: 10 });
}

/** From one look of an open dashboard at the members to the next. */
export function dashboardIntervalSeconds(): number {
  return wholeNumber(value(settings.dashboardIntervalSeconds), { least: 1, most: 60, fallback: 2 });
}

/** Minutes between two health checks of every connected cluster; 0 for none. */
export function healthIntervalMinutes(): number {
  return wholeNumber(value(settings.healthIntervalMinutes), { least: 0, most: 24 * 60, fallback: 0 });
}

/** What the user wants health checks to compare with, as it was written. */
export function healthThresholds(): unknown {
  return value(settings.healthThresholds);
}

/** Events that a watch keeps. */
export function watchEvents(): number {
  return wholeNumber(value(settings.watchEvents), { least: 100, most: 100_000, fallback: 10_000 });
}

function value(name: string): unknown {
  return vscode.workspace.getConfiguration(settings.section).get<unknown>(name);
}

function wholeNumber(
  given: unknown,
  { least, most, fallback }: { readonly least: number; readonly most: number; readonly fallback: number },
): number {
  if (typeof given !== 'number' || !Number.isFinite(given)) {
    return fallback;
  }
  return Math.min(most, Math.max(least, Math.round(given)));
}
