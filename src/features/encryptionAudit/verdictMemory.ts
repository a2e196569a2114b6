import type * as vscode from 'vscode';
import type { ConnectionConfiguration } from '../../host/connections/connection';
import { memoryKeys } from '../../host/ids';
import type { AuditView, Level } from '../../protocol/encryptionAudit';

export type Verdict = NonNullable<AuditView['verdict']>;

/** What the status bar says of an audit: counts, and no name of anything that was audited. */
export interface KeptVerdict extends Pick<Verdict, 'level' | 'sentence' | 'summary'> {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What VS Code keeps for an extension from one window to the next. */
export type Memory = Pick<vscode.Memento, 'get' | 'update'>;

/** Connections; the one whose audit is the oldest goes first. */
const mostKept = 100;
const levels: readonly string[] = ['good', 'information', 'warning', 'bad'] satisfies readonly Level[];

/** The last verdict of each connection, from one window to the next. One that leads to other endpoints now has none. */
export class VerdictMemory {
  constructor(private readonly memory: Memory) {}

  get(connection: ConnectionConfiguration): KeptVerdict | undefined {
    const kept = this.all().find(([name]) => name === nameOf(connection))?.[1];
    return isVerdict(kept) ? kept : undefined;
  }

  async keep(connection: ConnectionConfiguration, { level, sentence, summary, at }: KeptVerdict): Promise<void> {
    const name = nameOf(connection);
    const others = this.all().filter(([other]) => other !== name);
    await this.memory.update(
      memoryKeys.encryptionVerdicts,
      [[name, { level, sentence, summary, at }], ...others].slice(0, mostKept),
    );
  }

  private all(): readonly (readonly [unknown, unknown])[] {
    const kept = this.memory.get<unknown>(memoryKeys.encryptionVerdicts);
    return Array.isArray(kept)
      ? kept.filter((entry): entry is [unknown, unknown] => Array.isArray(entry) && entry.length === 2)
      : [];
  }
}

function nameOf({ id, endpoints }: ConnectionConfiguration): string {
  return [id, ...endpoints].join(' ');
}

/** An earlier version of the extension may have kept something else. */
function isVerdict(value: unknown): value is KeptVerdict {
  const { level, sentence, summary, at } = (value ?? {}) as Partial<Record<keyof KeptVerdict, unknown>>;
  return (
    typeof level === 'string' &&
    levels.includes(level) &&
    typeof sentence === 'string' &&
    typeof summary === 'string' &&
    typeof at === 'number'
  );
}
