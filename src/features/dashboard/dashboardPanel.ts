import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { EtcdscopeError, hasCode } from '../../core/base/errors';
import type { EtcdStore } from '../../core/etcd';
import type { ClusterFacts } from '../../core/health';
import { thresholdsWith } from '../../core/health/thresholds';
import type { Connection } from '../../host/connections/connection';
import { errorSentence } from '../../host/errorSentences';
import { commands } from '../../host/ids';
import { loadHealth } from '../../host/lazy';
import { shortened } from '../../host/messageText';
import { Panel } from '../../host/panels/panel';
import type { Services } from '../../host/services';
import { dashboardIntervalSeconds, healthThresholds } from '../../host/settings';
import { parseThresholds } from '../../host/thresholdSetting';
import { type DashboardView, dashboard, type SampleView } from '../../protocol/dashboard';
import type { ClusterMemory } from './clusterMemory';
import { ClusterWatch, type Look } from './clusterWatch';
import { dashboardStrings } from './dashboardStrings';
import { type ClusterView, clusterView } from './dashboardView';
import { memberText } from './memberText';
import type { StatusDocuments } from './statusDocuments';
import { statusJson } from './statusJson';

/**
 * Milliseconds that a look at the members takes at most. With the interval it bounds how soon a member that hangs is
 * seen to: four seconds with the default.
 */
const deadlineMilliseconds = 2000;

/** Milliseconds in which the answers of several members are told to the page together. */
const togetherMilliseconds = 50;

/** What outlives a tab. */
interface Kept {
  readonly documents: StatusDocuments;
  readonly memory: ClusterMemory;
}

/** How a cluster's members are doing, in an editor tab: looks at them while it is on screen. */
export class DashboardPanel implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly panel: Panel<typeof dashboard>;
  private readonly watch: ClusterWatch;
  private showTimer: NodeJS.Timeout | undefined;
  private lastView: DashboardView | undefined;
  /** Samples that go to the page with the next view: what comes together is drawn together. */
  private untold: SampleView[] = [];
  private mayConnect = true;

  readonly onDidDispose: (listener: () => void) => Disposable;

  constructor(
    private readonly services: Services,
    private readonly connectionId: string,
    private readonly kept: Kept,
  ) {
    this.watch = this.disposables.add(
      new ClusterWatch({
        collect: look => this.collect(look),
        intervalMilliseconds: () => dashboardIntervalSeconds() * 1000,
        memory: kept.memory,
      }),
    );
    this.panel = this.disposables.add(
      new Panel(services, {
        name: 'dashboard',
        title: vscode.l10n.t('Members: {0}', this.connectionName),
        icon: 'dashboard',
        contract: dashboard,
        startData: { strings: dashboardStrings(), language: vscode.env.language },
        handlers: {
          requests: {},
          events: {
            ready: () => this.showAll(),
            refresh: () => this.refresh(),
            openStatus: () => this.inBackground(() => this.openStatus()),
            checkHealth: () => this.inBackground(() => this.checkHealth()),
            copyMember: ({ key }) => this.inBackground(() => this.copyMember(key)),
          },
        },
      }),
    );
    this.onDidDispose = this.panel.onDidDispose;
    this.panel.onDidDispose(() => this.dispose());
    this.panel.onDidChangeVisibility(isVisible => (isVisible ? this.watch.start() : this.watch.stop()));
    this.disposables.add(this.watch.onDidChange(() => this.planShow()));
    this.disposables.add(this.watch.onDidSample(sample => this.planSample(sample)));
    this.disposables.add(services.connections.onDidChangeState(connection => this.onConnection(connection)));
    this.watch.start();
  }

  /** Whether it looks at the members at the moment. */
  get isLooking(): boolean {
    return this.watch.isRunning;
  }

  /** What the page shows, as it was told last. */
  get view(): DashboardView | undefined {
    return this.lastView;
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    clearTimeout(this.showTimer);
    this.disposables.dispose();
  }

  private get connectionName(): string {
    const { connectionId } = this;
    return shortened(this.services.connections.find(connectionId)?.configuration.name ?? connectionId);
  }

  private async collect(look: Look): Promise<ClusterFacts> {
    const [{ collectMembers }, store] = await Promise.all([loadHealth(), this.store()]);
    return collectMembers(store, { ...look, isLinearizableEnough: true, deadlineMilliseconds });
  }

  /** Connects where that was asked for: when the tab opens, and by a refresh. What the user ended stays ended. */
  private async store(): Promise<EtcdStore> {
    const { connections } = this.services;
    const { connectionId } = this;
    if (this.mayConnect || connections.find(connectionId)?.state.kind === 'connecting') {
      this.mayConnect = false;
      await connections.connect(connectionId);
    }
    const state = connections.find(connectionId)?.state;
    if (state?.kind === 'connected' && state.store) {
      return state.store;
    }
    if (state?.kind === 'failed') {
      throw state.error;
    }
    throw new EtcdscopeError('connection.closed', { connectionId });
  }

  private refresh(): void {
    this.mayConnect = true;
    this.watch.lookNow();
  }

  private onConnection({ configuration, state }: Connection): void {
    if (configuration.id === this.connectionId && state.kind !== 'connecting' && this.panel.isVisible) {
      this.watch.lookNow();
    }
  }

  private showAll(): void {
    this.lastView = undefined;
    // They are in the history.
    this.untold = [];
    this.show();
    this.panel.tell('history', this.watch.history.view);
  }

  private planSample(sample: SampleView): void {
    this.untold.push(sample);
    this.planShow();
  }

  private planShow(): void {
    this.showTimer ??= setTimeout(() => {
      this.showTimer = undefined;
      this.show();
    }, togetherMilliseconds);
  }

  private show(): void {
    this.lastView = {
      phase: this.watch.state.phase,
      name: this.connectionName,
      ...this.clusterView(),
    };
    this.panel.tell('view', this.lastView);
    for (const sample of this.untold) {
      this.panel.tell('sample', sample);
    }
    this.untold = [];
  }

  private clusterView(): ClusterView {
    const { state, leaderChanges } = this.watch;
    if (state.phase === 'live') {
      const { connections } = this.services;
      const context = {
        l10n: vscode.l10n,
        language: vscode.env.language,
        connections,
        now: state.facts.takenAt,
        thresholds: thresholdsWith(parseThresholds(healthThresholds()).changes),
      };
      return clusterView(state.facts, { leaderChanges, intervalSeconds: dashboardIntervalSeconds() }, context);
    }
    const problem = state.phase === 'failed' ? this.failureSentence(state.error) : undefined;
    return { facts: [], tiles: [], members: [], metricsNotes: [], ...(problem !== undefined && { problem }) };
  }

  private failureSentence(error: unknown): string {
    return hasCode(error, 'cancelled', 'connection.closed')
      ? vscode.l10n.t("'{0}' is not connected. Refresh connects it.", this.connectionName)
      : errorSentence(error, this.services.connections);
  }

  private async openStatus(): Promise<void> {
    const { state } = this.watch;
    if (state.phase === 'live') {
      await this.kept.documents.show(this.connectionId, this.connectionName, statusJson(state.facts));
    }
  }

  private async checkHealth(): Promise<void> {
    await vscode.commands.executeCommand(commands.runHealthCheck, { connectionId: this.connectionId });
  }

  private async copyMember(key: string): Promise<void> {
    const member = this.lastView?.members.find(each => each.key === key);
    if (member) {
      await vscode.env.clipboard.writeText(memberText(member, dashboardStrings()));
    }
  }

  private inBackground(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.services.log.error('The member dashboard', error);
      void vscode.window.showErrorMessage(errorSentence(error, this.services.connections));
    });
  }
}
