import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { hasCode } from '../../core/base/errors';
import type { KeyHistory } from '../../core/keyspace/history/keyHistory';
import { keyText } from '../../core/keyspace/keyText';
import { isInRange } from '../../core/keyspace/partition';
import { contextKeys, views } from '../../host/ids';
import { errorAbout } from '../../host/keyError';
import { lastSegment } from '../../host/keyNames';
import type { KeyTarget } from '../../host/keyTarget';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import { tellProgress } from '../../host/tellProgress';
import { historyReader } from './historyReader';
import { readRevisionDetails } from './revisionDetails';
import { revisionItem } from './revisionItem';
import { type RevisionRow, revisionRows } from './revisionRow';

/** The revisions of one key, newest first, below the keyspace. Another key takes its place. */
export class HistoryView implements Disposable, vscode.TreeDataProvider<RevisionRow> {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<RevisionRow[] | undefined>());
  private readonly view: vscode.TreeView<RevisionRow>;
  private rows: RevisionRow[] = [];
  private target: KeyTarget | undefined;
  private loading = new AbortController();

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly services: Services) {
    this.view = this.disposables.add(vscode.window.createTreeView(views.history, { treeDataProvider: this }));
    const { atRest, connections, keyChanges } = services;
    this.disposables.add(
      keyChanges.event(({ connectionId, ...range }) => {
        if (this.target?.connectionId === connectionId && isInRange(this.target.key, range)) {
          this.refresh().catch(error => this.services.log.error('Reading a history again', error));
        }
      }),
    );
    this.disposables.add(
      atRest.onDidChange(connectionId => {
        if (this.target?.connectionId === connectionId) {
          void this.readDetails(connectionId, this.loading.signal);
        }
      }),
    );
    this.disposables.add(
      connections.onDidChangeList(() => {
        if (this.target && !connections.find(this.target.connectionId)) {
          this.close();
        }
      }),
    );
  }

  dispose(): void {
    this.loading.abort();
    this.disposables.dispose();
  }

  getChildren(row?: RevisionRow): RevisionRow[] {
    return row ? [] : this.rows;
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(row: RevisionRow): vscode.TreeItem {
    return revisionItem(row);
  }

  /** Shows the history of a key, and moves to its newest revision. */
  async show({ connectionId, key }: KeyTarget): Promise<void> {
    this.target = { connectionId, key };
    await this.load(this.target);
    const [newest] = this.rows;
    await vscode.commands.executeCommand('setContext', contextKeys.hasHistory, true);
    await vscode.commands.executeCommand(`${views.history}.focus`);
    if (newest) {
      await this.view.reveal(newest, { select: true, focus: true });
    }
  }

  /** Reads the same history again. */
  async refresh(): Promise<void> {
    if (this.target) {
      await this.load(this.target);
    }
  }

  close(): void {
    this.loading.abort();
    this.target = undefined;
    this.rows = [];
    this.changes.fire(undefined);
    void vscode.commands.executeCommand('setContext', contextKeys.hasHistory, false);
  }

  private async load(target: KeyTarget): Promise<void> {
    const { connections } = this.services;
    const { connectionId, key } = target;
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    const title = vscode.l10n.t("Reading the history of '{0}'", shortened(keyText(key)));
    try {
      const reader = await historyReader(connections, connectionId);
      const history = await tellProgress(title, signal, (_report, either) => reader.historyOf(key, { signal: either }));
      if (signal.aborted) {
        return;
      }
      const connection = connections.find(connectionId)?.configuration.name ?? connectionId;
      this.rows = revisionRows(target, history.revisions);
      this.view.description = `${lastSegment(key)} · ${connection}`;
      this.view.message = messageOf(history);
      this.changes.fire(undefined);
      void this.readDetails(connectionId, signal);
    } catch (error) {
      throw errorAbout(error, target);
    }
  }

  /** What the values tell comes after the rows: it is worth no waiting, and no error. */
  private async readDetails(connectionId: string, signal: AbortSignal): Promise<void> {
    try {
      const reader = await this.services.connections.reader(connectionId);
      await readRevisionDetails(reader, this.rows, this.services.atRest, signal);
    } catch (error) {
      if (!hasCode(error, 'cancelled')) {
        this.services.log.error('Reading what revisions tell', error);
      }
    }
    if (!signal.aborted && this.rows.length > 0) {
      this.changes.fire(undefined);
    }
  }
}

/** Only what the rows themselves do not say. */
function messageOf({ revisions, end }: KeyHistory): string | undefined {
  if (revisions.length === 0) {
    return end === 'limit'
      ? vscode.l10n.t('There is no such key now, and no sign of it in the last revisions.')
      : vscode.l10n.t('No revision of this key can be read: there was none, or it was compacted away.');
  }
  switch (end) {
    case 'beginning':
      return undefined;
    case 'compacted':
      // A creation is the first there is to tell.
      return revisions[0]?.version === 1n ? undefined : vscode.l10n.t('Older revisions were compacted away.');
    case 'limit':
      return vscode.l10n.t('Older revisions were not looked for.');
  }
}
