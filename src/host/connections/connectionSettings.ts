import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { EtcdscopeError } from '../../core/base/errors';
import { isRecord } from '../../core/base/isRecord';
import { settings } from '../ids';
import type { ConnectionConfiguration } from './connection';
import { makeConnectionId, type ParsedConnections, parseConnections } from './connectionConfiguration';

/** What a connection can be changed to; a field that is there and undefined is taken out. */
export type ConnectionPatch = {
  readonly [field in keyof Omit<ConnectionConfiguration, 'id'>]?: ConnectionConfiguration[field] | undefined;
};

/**
 * The setting `etcdscope.connections`, read and written. It belongs to the user: every change keeps the other entries and
 * the fields it is not about, whatever they are, and a setting that is no list is never written over.
 */
export class ConnectionSettings implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new Emitter<ParsedConnections>());
  readonly onDidChange = this.changes.event;

  constructor() {
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(`${settings.section}.${settings.connections}`)) {
          this.changes.fire(this.read());
        }
      }),
    );
  }

  read(): ParsedConnections {
    return parseConnections(this.setting());
  }

  /** Adds an entry at the end and answers its id. */
  async add(fields: Omit<ConnectionConfiguration, 'id'>): Promise<string> {
    const { positions } = this.read();
    const taken = new Set([...positions.keys(), ...this.entries().map(writtenId)]);
    const id = makeConnectionId(fields.name, candidate => taken.has(candidate));
    await this.write([...this.entries(), { id, ...fields }]);
    return id;
  }

  /** Changes the fields of the patch. The id is written down with it, as it must outlive a change of the name. */
  async update(id: string, patch: ConnectionPatch): Promise<void> {
    const position = this.position(id);
    await this.write(
      this.entries().map((entry, index) => {
        const changed = { id, ...(index === position && isRecord(entry) ? entry : {}), ...patch };
        return index === position
          ? Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined))
          : entry;
      }),
    );
  }

  async remove(id: string): Promise<void> {
    const position = this.position(id);
    await this.write(this.entries().filter((_, index) => index !== position));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private setting(): unknown {
    return vscode.workspace.getConfiguration(settings.section).get<unknown>(settings.connections);
  }

  private entries(): readonly unknown[] {
    const setting = this.setting() ?? [];
    if (!Array.isArray(setting)) {
      throw new EtcdscopeError('configuration.invalid', { reason: 'notAList' });
    }
    return setting;
  }

  private position(id: string): number {
    const position = this.read().positions.get(id);
    if (position === undefined) {
      throw new EtcdscopeError('configuration.invalid', { reason: 'unknownConnection', connectionId: id });
    }
    return position;
  }

  /** Tells of the change itself: VS Code's own event may come after this has returned. */
  private async write(entries: readonly unknown[]): Promise<void> {
    await vscode.workspace
      .getConfiguration(settings.section)
      .update(settings.connections, entries, vscode.ConfigurationTarget.Global);
    this.changes.fire(parseConnections(entries));
  }
}

function writtenId(entry: unknown): unknown {
  return isRecord(entry) ? entry.id : undefined;
}
