import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { hasCode } from '../../core/base/errors';
import type { Connection } from '../../host/connections/connection';
import { isLive } from '../../host/connections/isLive';
import { shortened, withoutLinks } from '../../host/messageText';
import type { Services } from '../../host/services';
import { healthThresholds } from '../../host/settings';
import { parseThresholds } from '../../host/thresholdSetting';
import { CheckRounds } from './checkRounds';
import { examine } from './examine';
import { type FinishedCheck, HealthChecks } from './healthChecks';
import { healthExport } from './healthExport';
import { type HealthOutcome, verdictOf } from './healthOutcome';
import { HealthStatus } from './healthStatus';
import { healthSummary } from './healthSummary';
import { checkViews, type Wording } from './healthView';
import { isWorse } from './isWorse';
import { connectionOfReport, reportUri, showReport } from './reportDocument';
import { reportMarkdown } from './reportMarkdown';
import { targetConnection } from './targetConnection';
import { tellWorse } from './tellWorse';
import { ThresholdNotice } from './thresholdNotice';
import { unreachedMarkdown } from './unreachedMarkdown';

/** Health checks as a user meets them: asked for or by the clock, as a report, in the status bar, and to take away. */
export class Health implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly checks: HealthChecks;
  private readonly status: HealthStatus;
  private readonly rounds = this.disposables.add(new CheckRounds(() => this.round()));
  private readonly notice = new ThresholdNotice();
  private readonly wording: Wording;
  private isRepeated = false;

  /** @param changes Tells VS Code that a report is to be read anew. */
  constructor(
    private readonly services: Pick<Services, 'connections' | 'log'>,
    private readonly changes: vscode.EventEmitter<vscode.Uri>,
  ) {
    const { connections } = services;
    this.wording = { l10n: vscode.l10n, connections };
    this.status = this.disposables.add(new HealthStatus(services));
    this.checks = this.disposables.add(
      new HealthChecks((connectionId, signal) =>
        examine(connections, connectionId, { changes: this.thresholds(), signal }),
      ),
    );
    this.disposables.add(this.checks.onDidFinish(finished => this.finish(finished)));
    this.disposables.add(connections.onDidChangeList(() => this.forgetChanged()));
    this.disposables.add(
      connections.onDidChangeState(connection => {
        if (this.isRepeated && isLive(connection)) {
          void this.firstLook(connection);
        }
      }),
    );
  }

  /** Examines a connection and shows the report. */
  async run(target: unknown): Promise<void> {
    const connectionId = await this.connectionOf(target, vscode.l10n.t('Run Health Check'));
    if (connectionId !== undefined) {
      await this.examine(connectionId);
      await showReport(this.uriOf(connectionId));
    }
  }

  /** Shows the last report; without one, examines first. */
  async show(target: unknown): Promise<void> {
    const connectionId = await this.connectionOf(target, vscode.l10n.t('Show Health Report'));
    if (connectionId !== undefined) {
      await this.lastOrNew(connectionId);
      await showReport(this.uriOf(connectionId));
    }
  }

  async copySummary(target: unknown): Promise<void> {
    const connectionId = await this.connectionOf(target, vscode.l10n.t('Copy Health Summary'));
    if (connectionId !== undefined) {
      const summary = healthSummary(await this.lastOrNew(connectionId), this.wording);
      await vscode.env.clipboard.writeText(summary);
      vscode.window.setStatusBarMessage(vscode.l10n.t('The health summary is on the clipboard.'), 5000);
    }
  }

  async export(target: unknown): Promise<void> {
    const connectionId = await this.connectionOf(target, vscode.l10n.t('Export Health Report'));
    if (connectionId !== undefined) {
      const outcome = await this.lastOrNew(connectionId);
      const { saveHealthExport } = await import('./saveHealthExport');
      await saveHealthExport(outcome.configuration.name, healthExport(outcome));
    }
  }

  /** The text of a report; of one that is gone, as after a restart, how to get a new one. */
  text(uri: vscode.Uri): string {
    const connectionId = connectionOfReport(uri);
    const outcome = connectionId === undefined ? undefined : this.checks.last(connectionId);
    if (outcome === undefined) {
      return vscode.l10n.t('There is no report of this window yet. Run **etcd: Run Health Check**.');
    }
    const { language } = vscode.env;
    return outcome.kind === 'examined'
      ? reportMarkdown(outcome, this.wording, language)
      : unreachedMarkdown(outcome, this.wording, language);
  }

  /**
   * Checks what is connected, or will be, and repeats that until 0 is given. The first check does not wait: few windows
   * live for a day.
   */
  repeatEvery(minutes: number): void {
    this.isRepeated = minutes > 0;
    this.rounds.setPause(minutes * 60_000);
    if (this.isRepeated) {
      for (const connection of this.services.connections.all.filter(isLive)) {
        void this.firstLook(connection);
      }
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async lastOrNew(connectionId: string): Promise<HealthOutcome> {
    return this.checks.last(connectionId) ?? this.examine(connectionId);
  }

  private examine(connectionId: string): Thenable<HealthOutcome> {
    const title = withoutLinks(vscode.l10n.t('Checking the health of {0}', shortened(this.nameOf(connectionId))));
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (_progress, token) => {
      const subscription = token.onCancellationRequested(() => this.checks.stop(connectionId));
      try {
        return await this.checks.run(connectionId);
      } finally {
        subscription.dispose();
      }
    });
  }

  /** One after the other, as nobody waits for them. What is not connected is left alone. */
  private async round(): Promise<void> {
    for (const { configuration } of this.services.connections.all.filter(isLive)) {
      await this.look(configuration.id);
    }
  }

  private async firstLook({ configuration: { id } }: Connection): Promise<void> {
    // Whoever asked for one that is under way will read what it comes to.
    if (this.checks.last(id) === undefined && !this.checks.isRunning(id)) {
      await this.look(id);
    }
  }

  /** A check that nobody asked for. Never throws. */
  private async look(id: string): Promise<void> {
    try {
      const previous = this.checks.last(id);
      const outcome = await this.checks.run(id);
      if (isWorse(verdictOf(outcome), previous && verdictOf(previous))) {
        tellWorse(id, outcome, this.wording);
      }
    } catch (error) {
      if (!hasCode(error, 'cancelled')) {
        this.services.log.error(`Health check of ${id}`, error);
      }
    }
  }

  private finish({ connectionId, outcome }: FinishedCheck): void {
    const views = outcome.kind === 'examined' ? checkViews(outcome, this.wording) : [];
    this.status.set(connectionId, outcome, views);
    // Also those under an earlier name of the connection.
    for (const { uri } of vscode.workspace.textDocuments) {
      if (connectionOfReport(uri) === connectionId) {
        this.changes.fire(uri);
      }
    }
    this.services.log.info(`Health of ${connectionId}: ${verdictOf(outcome)}`);
  }

  private thresholds(): ReturnType<typeof parseThresholds>['changes'] {
    const { changes, problems } = parseThresholds(healthThresholds());
    this.notice.update(problems);
    return changes;
  }

  /** What was found out about a connection that is gone, or leads elsewhere now, is no verdict on it. */
  private forgetChanged(): void {
    const { connections } = this.services;
    for (const { configuration } of this.checks.outcomes) {
      const now = connections.find(configuration.id)?.configuration.endpoints;
      if (now === undefined || now.join(' ') !== configuration.endpoints.join(' ')) {
        this.checks.forget(configuration.id);
        this.status.delete(configuration.id);
      }
    }
  }

  private connectionOf(target: unknown, title: string): Promise<string | undefined> {
    return targetConnection(this.services.connections, target, title);
  }

  private uriOf(connectionId: string): vscode.Uri {
    return reportUri(connectionId, this.nameOf(connectionId));
  }

  private nameOf(connectionId: string): string {
    return this.services.connections.find(connectionId)?.configuration.name ?? connectionId;
  }
}
