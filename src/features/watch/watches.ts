import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { Services } from '../../host/services';
import { eventContext } from '../../protocol/watch';
import type { EventAction } from './actOnKey';
import { askScope } from './askScope';
import { askStart } from './askStart';
import { WatchPanel } from './watchPanel';

/** The watches of this window, a tab each. */
export class Watches implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly panels = new Map<number, WatchPanel>();
  private nextNumber = 1;

  constructor(private readonly services: Services) {}

  /** Asks what to watch where the target does not say, and from when on; shows it in a tab of its own. */
  async ask(target: unknown): Promise<void> {
    const scope = await askScope(this.services, target);
    if (!scope) {
      return;
    }
    if (this.services.connections.find(scope.connectionId)?.configuration.snapshot) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A snapshot file does not change: there is nothing to watch.'),
      );
      return;
    }
    const start = await askStart(this.services, scope);
    if (!start) {
      return;
    }
    const number = this.nextNumber++;
    const panel = this.disposables.add(new WatchPanel(this.services, scope, number));
    this.panels.set(number, panel);
    panel.onDidDispose(() => {
      this.panels.delete(number);
      this.disposables.delete(panel);
    });
    // The panel shows how it goes; the command is done.
    void panel.start(start);
  }

  /** Does what was chosen in the menu of an event. The event may be gone by then: nothing is done for it. */
  act(context: unknown, action: EventAction): void {
    if (eventContext(context)) {
      this.panels.get(context.watch)?.act(context.event, action);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
