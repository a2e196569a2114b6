import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands, keyScheme } from '../../host/ids';
import { isConnectionTarget } from '../../host/keyTarget';
import type { Services } from '../../host/services';
import type { HistoryView } from './historyView';

/** What was: the revisions of a key, and the keyspace as it was at one. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  let view: Promise<HistoryView> | undefined;
  const load = () => {
    view ??= import('./historyView').then(({ HistoryView }) => disposables.add(new HistoryView(services)));
    return view;
  };
  const add = (id: CommandId, handler: (target: unknown) => unknown) =>
    disposables.add(registerCommand(services, id, handler));

  add(commands.showHistory, async target =>
    (await import('./showHistory')).showHistory(services, await load(), target),
  );
  add(commands.refreshHistory, async () => (await load()).refresh());
  add(commands.closeHistory, async () => (await load()).close());
  add(commands.openRevision, async row => (await import('./compareRevisions')).openRevision(row));
  add(commands.compareWithPrevious, async row => (await import('./compareRevisions')).compareWithPrevious(row));
  add(commands.compareWithCurrent, async row => (await import('./compareRevisions')).compareWithCurrent(row));
  add(commands.browseAtRevision, async target =>
    (await import('./browseAtRevision')).browseAtRevision(services, target),
  );
  add(commands.browseNow, async target =>
    isConnectionTarget(target)
      ? services.connections.browseAt(target.connectionId, undefined)
      : (await import('./browseAtRevision')).browseNow(services),
  );
  disposables.add(vscode.window.registerFileDecorationProvider({ provideFileDecoration: decorationOfPast }));
  return disposables;
}

/** The tabs of one key's revisions have the same name: the mark tells those of the past. */
function decorationOfPast({ scheme, query }: vscode.Uri): vscode.FileDecoration | undefined {
  const [, revision] = scheme === keyScheme ? (/^revision=(\d+)/.exec(query) ?? []) : [];
  return revision === undefined
    ? undefined
    : new vscode.FileDecoration('↺', vscode.l10n.t('as it was at revision {0}', revision));
}
