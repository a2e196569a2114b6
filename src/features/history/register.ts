import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands } from '../../host/ids';
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
  return disposables;
}
