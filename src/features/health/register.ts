import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands, settings } from '../../host/ids';
import type { Services } from '../../host/services';
import { healthIntervalMinutes } from '../../host/settings';
import type { Health } from './health';
import { healthScheme } from './healthScheme';

/** The health check of a cluster: a report, a summary, a status, and an optional interval. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  const changes = disposables.add(new vscode.EventEmitter<vscode.Uri>());
  let health: Promise<Health> | undefined;
  const load = () => {
    health ??= import('./health').then(part => disposables.add(new part.Health(services, changes)));
    return health;
  };
  const add = (id: CommandId, handler: (health: Health, target: unknown) => unknown) =>
    disposables.add(registerCommand(services, id, async target => handler(await load(), target)));

  add(commands.runHealthCheck, (loaded, target) => loaded.run(target));
  add(commands.showHealthReport, (loaded, target) => loaded.show(target));
  add(commands.copyHealthSummary, (loaded, target) => loaded.copySummary(target));
  add(commands.exportHealthReport, (loaded, target) => loaded.export(target));
  disposables.add(
    vscode.workspace.registerTextDocumentContentProvider(healthScheme, {
      onDidChange: changes.event,
      provideTextDocumentContent: async uri => (await load()).text(uri),
    }),
  );
  const follow = async () => {
    const minutes = healthIntervalMinutes();
    if (health !== undefined || minutes > 0) {
      (await load()).repeatEvery(minutes);
    }
  };
  const followInBackground = () => {
    follow().catch((error: unknown) => services.log.error('The interval of health checks', error));
  };
  disposables.add(
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${settings.section}.${settings.healthIntervalMinutes}`)) {
        followInBackground();
      }
    }),
  );
  followInBackground();
  return disposables;
}
