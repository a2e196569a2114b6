import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { EtcdscopeError, hasCode } from '../../core/base/errors';
import { showError } from '../../host/commandRegistry';
import { commands } from '../../host/ids';
import type { KeyTarget } from '../../host/keyTarget';
import { loadKubernetes } from '../../host/lazy';
import { Panel } from '../../host/panels/panel';
import type { Services } from '../../host/services';
import { watchEvents } from '../../host/settings';
import { mostRows, type WatchStart as StartData, watch } from '../../protocol/watch';
import { actOnKey, type EventAction } from './actOnKey';
import { Batcher } from './batcher';
import { EntryRows, type RowTools } from './entryRows';
import { eventDetails } from './eventDetails';
import { exportLines } from './exportEvents';
import type { EventEntry } from './listEntry';
import { readBefore } from './readBefore';
import { saveEvents } from './saveEvents';
import { WatchModel } from './watchModel';
import { type RunState, WatchRun, type WatchStart } from './watchRun';
import { prefixTargetOf, rangeOfScope, scopeName, scopeText, type WatchScope } from './watchScope';
import { watchStrings } from './watchStrings';
import { watchView } from './watchView';

/** How batches of rows follow each other: about as often as a screen draws, and less often to a page that is slower. */
const pace = { interval: 20, most: 2, patience: 1000 };
/** Milliseconds between updates of the figures. */
const figuresInterval = 1000;
/** Bytes of values that one watch holds, for comparing. */
const mostValueBytes = 64 * 1024 * 1024;

/** What the page shows of the list. */
interface Look {
  readonly from: number;
  readonly limit: number;
  readonly isFollowing: boolean;
}

/** One watch in an editor tab: keeps what comes, and shows the part of it that is on screen while the tab is. */
export class WatchPanel implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly model = new WatchModel({ entries: watchEvents(), bytes: mostValueBytes });
  private readonly run: WatchRun;
  private readonly panel: Panel<typeof watch>;
  private readonly batches = this.disposables.add(new Batcher(() => this.showRows(), pace));
  private ticks: NodeJS.Timeout | undefined;
  private tools: RowTools | undefined;
  private entryRows: EntryRows | undefined;
  private look: Look = { from: 0, limit: 0, isFollowing: true };
  private shownKind: RunState['kind'] = 'starting';
  private shownView = '';

  readonly onDidDispose: (listener: () => void) => Disposable;

  constructor(
    private readonly services: Services,
    private readonly scope: WatchScope,
    /** Tells it from the others of this window. */
    number: number,
  ) {
    this.run = this.disposables.add(
      new WatchRun({ range: rangeOfScope(scope), model: this.model, open: () => this.open(), clock: Date.now }),
    );
    this.panel = this.disposables.add(
      new Panel(services, {
        name: 'watch',
        title: vscode.l10n.t('Watch: {0}', scopeName(scope) || this.connectionName),
        icon: 'watch',
        contract: watch,
        startData: { strings: watchStrings(), language: vscode.env.language, watch: number } satisfies StartData,
        handlers: {
          requests: {
            details: ({ id }) => this.details(id),
          },
          events: {
            ready: () => this.begin(),
            look: look => {
              this.look = { ...look, limit: Math.min(look.limit, mostRows) };
              this.askForRows();
            },
            taken: () => this.batches.taken(),
            filter: filter => this.change(() => this.model.setFilter(filter)),
            pause: () => this.change(() => this.model.pause()),
            resume: () => this.change(() => this.model.resume()),
            clear: () => this.change(() => this.model.clear()),
            putKey: () => void vscode.commands.executeCommand(commands.newKey, prefixTargetOf(scope)),
            exportEvents: () => this.attempt('Exporting events', this.export()),
            goOn: () => void this.run.goOn(),
            key: ({ id, action }) => this.act(id, action),
          },
        },
      }),
    );
    this.onDidDispose = this.panel.onDidDispose;
    this.panel.onDidDispose(() => this.dispose());
    this.disposables.add(this.panel.onDidChangeVisibility(isVisible => isVisible || this.rest()));
    this.disposables.add(this.run.onDidChange(() => this.follow()));
  }

  /** Watches until it is closed. Never throws. */
  async start(start: WatchStart): Promise<void> {
    const { describeChange } = await loadKubernetes();
    if (this.disposables.isDisposed) {
      return;
    }
    const { atRest } = this.services;
    const { connectionId } = this.scope;
    this.tools = {
      describeChange,
      valueBefore: entry => this.valueBefore(entry),
      openValue: (key, value, options) => atRest.open({ connectionId, key }, value, options),
      l10n: vscode.l10n,
      clock: () => performance.now(),
    };
    const rows = new EntryRows(this.tools, () => this.askForRows());
    this.entryRows = rows;
    this.disposables.add(
      atRest.onDidChange(id => {
        if (id === connectionId) {
          rows.forget();
          this.askForRows();
        }
      }),
    );
    await this.run.start(start);
  }

  dispose(): void {
    this.rest();
    this.disposables.dispose();
  }

  private get connectionName(): string {
    const { connectionId } = this.scope;
    return this.services.connections.find(connectionId)?.configuration.name ?? connectionId;
  }

  private async open() {
    const { connections } = this.services;
    const { connectionId } = this.scope;
    await connections.reader(connectionId);
    return this.connectedStore();
  }

  private connectedStore() {
    const { connectionId } = this.scope;
    const state = this.services.connections.find(connectionId)?.state;
    if (state?.kind !== 'connected' || !state.store) {
      throw new EtcdscopeError('connection.closed', { connectionId });
    }
    return state.store;
  }

  /** With the value before it, where that is known here. */
  private whole(entry: EventEntry): EventEntry {
    return { ...entry, before: this.model.valueBefore(entry) };
  }

  private async valueBefore(entry: EventEntry): Promise<Uint8Array | undefined> {
    return this.model.valueBefore(entry) ?? readBefore(this.connectedStore(), entry);
  }

  /** A new page gets everything. */
  private begin(): void {
    this.rest();
    this.showView();
    this.showFigures();
    this.ticks = setInterval(() => {
      this.showFigures();
      this.showView({ isNeeded: false });
    }, figuresInterval);
  }

  /** Nobody looks: events are kept, and nothing else is done. */
  private rest(): void {
    clearInterval(this.ticks);
    this.ticks = undefined;
    this.batches.cancel();
  }

  private follow(): void {
    const { state } = this.run;
    const isOther = state.kind !== this.shownKind;
    this.shownKind = state.kind;
    if (isOther && state.kind === 'ended' && state.error !== undefined) {
      this.services.log.error(`Watching on ${this.scope.connectionId}`, state.error);
    }
    if (isOther && state.kind === 'live') {
      this.entryRows?.forget();
    }
    if (this.ticks !== undefined) {
      this.batches.ask();
      if (isOther) {
        this.showView();
      }
    }
  }

  private change(change: () => void): void {
    change();
    this.showView();
    this.askForRows();
    this.showFigures();
  }

  /** @returns whether there was a page to show them to. */
  private showRows(): boolean {
    const { model, look } = this;
    if (this.ticks === undefined || !this.entryRows) {
      return false;
    }
    const { first, end, generation } = model;
    const from = look.isFollowing ? Math.max(first, end - look.limit) : Math.max(first, Math.min(look.from, end));
    const { rows, isComplete } = this.entryRows.rows(model.rows(from, from + look.limit));
    this.panel.tell('rows', { generation, first, end, from, rows });
    if (!isComplete) {
      this.batches.ask();
    }
    return true;
  }

  private askForRows(): void {
    if (this.ticks !== undefined) {
      this.batches.ask();
    }
  }

  private showFigures(): void {
    this.panel.tell('figures', this.model.figures(Date.now()));
  }

  /** At once, or only where it is another one than the page shows. */
  private showView({ isNeeded = true } = {}): void {
    const { model, run, scope, services } = this;
    const view = watchView({ model, state: run.state, scope, services, rows: this.entryRows });
    const text = JSON.stringify(view);
    if (isNeeded || text !== this.shownView) {
      this.shownView = text;
      this.panel.tell('view', view);
    }
  }

  private async details(id: number) {
    const entry = this.model.find(id);
    return entry?.kind === 'event' && this.tools
      ? { details: await eventDetails(entry, this.model.isPinned(entry.key), this.tools) }
      : {};
  }

  private async export(): Promise<void> {
    if (this.tools) {
      // Those of now: others come all the while, perhaps faster than they could be written.
      const events = [...this.model.events()];
      const lines = exportLines(events, this.tools);
      await saveEvents({ lines, count: events.length, name: scopeText(this.scope) });
    }
  }

  /** Tells of what went wrong where no request of the page waits for an answer. */
  private attempt(what: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (hasCode(error, 'cancelled')) {
        return;
      }
      this.services.log.error(what, error);
      void showError(this.services, error);
    });
  }

  /** Does something with the key of an event or a pin, if that is still there. */
  act(id: number, action: EventAction): void {
    const key = this.model.keyOf(id);
    const entry = this.model.find(id);
    if (key === undefined) {
      return;
    }
    if (action === 'pin' || action === 'unpin' || action === 'togglePin') {
      const isToPin = action === 'togglePin' ? !this.model.isPinned(key) : action === 'pin';
      this.change(() => (isToPin ? this.model.pin(key) : this.model.unpin(key)));
      return;
    }
    const target: KeyTarget = { connectionId: this.scope.connectionId, key };
    this.attempt(
      action,
      actOnKey(this.services, target, entry?.kind === 'event' ? this.whole(entry) : undefined, action),
    );
  }
}
