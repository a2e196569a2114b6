import type * as vscode from 'vscode';
import type { Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/emitter';
import type { ConnectionConfiguration } from '../connection';

/** What opens values that are encrypted at rest. Of a configuration only the path is kept, never its keys. */
export interface SnapshotKeys {
  readonly encryptionConfigurationFile?: string | undefined;
  readonly kmsPlugins?: ConnectionConfiguration['kmsPlugins'] | undefined;
}

/** A snapshot file as it is remembered. */
export interface SnapshotEntry {
  /** Made from the path, so that documents find their file again after a reload. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly encryptionConfigurationFile?: string;
  readonly kmsPlugins?: ConnectionConfiguration['kmsPlugins'];
}

/** Files that stand in the view at once; the one that was opened first makes room. */
const mostOpen = 50;

const memoryKey = 'openSnapshots';

/** The snapshot files that stand among the connections of this window. A reload finds them again, and reads none of them. */
export class OpenSnapshots implements Disposable {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;

  constructor(private readonly memory: vscode.Memento) {}

  get configurations(): readonly ConnectionConfiguration[] {
    return this.entries().map(({ path, ...entry }) => ({
      ...entry,
      endpoints: [],
      readOnly: true,
      snapshot: { path },
    }));
  }

  /** Adds a file at the end, or leaves it where it is. */
  async add(entry: SnapshotEntry): Promise<void> {
    const entries = this.entries();
    if (!entries.some(({ id }) => id === entry.id)) {
      await this.write([...entries, entry].slice(-mostOpen));
    }
  }

  /** Sets what the keys name, and takes away what they name as undefined. */
  async setKeys(id: string, keys: SnapshotKeys): Promise<void> {
    await this.write(this.entries().map(entry => (entry.id === id ? { ...entry, ...keys } : entry)));
  }

  async remove(id: string): Promise<void> {
    await this.write(this.entries().filter(entry => entry.id !== id));
  }

  dispose(): void {
    this.changes.dispose();
  }

  private entries(): readonly SnapshotEntry[] {
    return snapshotEntries(this.memory.get(memoryKey));
  }

  private async write(entries: readonly SnapshotEntry[]): Promise<void> {
    await this.memory.update(memoryKey, entries);
    this.changes.fire();
  }
}

/** What is remembered, as far as it is still of this form: an earlier version of the extension may have written it. */
export function snapshotEntries(remembered: unknown): readonly SnapshotEntry[] {
  return Array.isArray(remembered) ? remembered.filter(isSnapshotEntry) : [];
}

function isSnapshotEntry(value: Record<string, unknown> | null): value is Record<string, unknown> & SnapshotEntry {
  const { id, name, path, encryptionConfigurationFile = '', kmsPlugins = {} } = value ?? {};
  return (
    [id, name, path, encryptionConfigurationFile].every(field => typeof field === 'string') &&
    typeof kmsPlugins === 'object' &&
    kmsPlugins !== null &&
    Object.values(kmsPlugins).every(socket => typeof socket === 'string')
  );
}
