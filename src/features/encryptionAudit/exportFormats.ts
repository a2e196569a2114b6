import type { AuditReport } from '../../core/encryption';
import { keyText } from '../../core/keyspace/keyText';
import type { AuditView } from '../../protocol/encryptionAudit';
import type { AuditRow } from './auditRows';

/** An audit as it leaves VS Code. There is no value in it: neither report nor rows ever hold one. */
export interface AuditExport {
  readonly view: AuditView;
  readonly report: AuditReport;
  readonly rows: readonly AuditRow[];
  /** Objects that were counted, but for which there was no room among the rows. */
  readonly omitted: number;
}

const csvColumns = ['key', 'resource', 'namespace', 'name', 'state', 'atRest', 'type'] as const;

/** One line an object (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOfExport({ rows }: AuditExport): string {
  const lines = rows.map(row => csvColumns.map(column => csvCell(column === 'key' ? keyText(row.key) : row[column])));
  return [csvColumns, ...lines].map(cells => `${cells.join(',')}\r\n`).join('');
}

function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The report as `core` has it, with keys as text, and the listed objects. */
export function jsonOfExport({ view, report, rows, omitted }: AuditExport): string {
  const audit = {
    name: view.name,
    ...(view.configuration !== undefined && { configuration: view.configuration }),
    facts: view.facts,
    report,
    objects: rows,
    omittedObjects: omitted,
  };
  return `${JSON.stringify(audit, plainValue, 2)}\n`;
}

function plainValue(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    return String(value);
  }
  return value instanceof Uint8Array ? keyText(value) : value;
}

/** For people: verdict, figures, findings with what to do. */
export function markdownOfExport({ view }: AuditExport): string {
  const { verdict, resources, findings, namespaces, types } = view;
  const lines = [
    `# ${markdownText(view.name)}`,
    '',
    ...[...view.facts, ...(view.configuration === undefined ? [] : [view.configuration])].map(
      fact => `- ${markdownText(fact)}`,
    ),
    '',
    ...(verdict ? [`**${markdownText(verdict.sentence)}**`, '', markdownText(verdict.detail), ''] : []),
    ...table(
      ['Resource', 'At rest', 'State', 'Objects'],
      resources.flatMap(({ name, segments }) =>
        segments.map(({ label, state, count }) => [name, label, state, String(count)]),
      ),
    ),
  ];
  for (const { level, title, explanation, commands } of findings) {
    lines.push(`## ${markdownText(title)} (${level})`, '', markdownText(explanation), '');
    lines.push(...commands.flatMap(command => ['```sh', command, '```', '']));
  }
  for (const [title, groups] of [
    ['Namespace', namespaces],
    ['Type', types],
  ] as const) {
    lines.push(
      ...table(
        [title, 'Objects', 'Plaintext', 'Stale', 'Unreadable'],
        groups.map(({ name, total, counts }) => [
          name,
          String(total),
          String(counts.plaintext + counts.plain),
          String(counts.stale),
          String(counts.unreadable),
        ]),
      ),
    );
  }
  return lines.join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
  return rows.length === 0 ? [] : [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** Text that Markdown takes for nothing else. */
function markdownText(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, '\\$&');
}
