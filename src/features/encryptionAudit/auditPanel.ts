import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { errorSentence } from '../../host/errorSentences';
import { commands } from '../../host/ids';
import type { KeyTarget } from '../../host/keyTarget';
import { Panel } from '../../host/panels/panel';
import type { Services } from '../../host/services';
import { type AuditView, encryptionAudit, mostRows } from '../../protocol/encryptionAudit';
import { auditMeans } from './auditMeans';
import { type AuditRequest, AuditRun } from './auditRun';
import { auditStrings } from './auditStrings';
import { viewOfReport } from './auditView';
import { chooseConfiguration } from './chooseConfiguration';
import { chooseResources } from './chooseResources';
import { exportReport } from './exportReport';

/** The audit of one connection in an editor tab: runs it, shows how far it is and what came of it. */
export class AuditPanel implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly verdicts = this.disposables.add(new Emitter<NonNullable<AuditView['verdict']>>());
  private readonly panel: Panel<typeof encryptionAudit>;
  private run: AuditRun | undefined;
  private endedAt: Date | undefined;

  readonly onDidDispose: (listener: () => void) => Disposable;
  /** An audit has come to its end. */
  readonly onDidJudge = this.verdicts.event;

  constructor(
    private readonly services: Services,
    private request: AuditRequest,
  ) {
    this.panel = this.disposables.add(
      new Panel(services, {
        name: 'encryptionAudit',
        title: vscode.l10n.t('Encryption: {0}', this.connectionName),
        icon: 'shield',
        contract: encryptionAudit,
        startData: { strings: auditStrings(), language: vscode.env.language },
        handlers: {
          requests: {
            rows: query => this.run?.rows.page({ ...query, limit: Math.min(query.limit, mostRows) }) ?? noRows,
            exportReport: async () => ({ isSaved: await this.export() }),
          },
          events: {
            ready: () => this.showAll(),
            stop: () => this.run?.stop(),
            runAgain: () => void this.start(this.request),
            chooseResources: () => this.ask(() => chooseResources(this.services, this.request)),
            chooseConfiguration: () => this.ask(() => chooseConfiguration(this.services, this.request)),
            openKey: ({ id }) => this.execute(commands.openKey, id),
            showRawBytes: ({ id }) => this.execute(commands.showRawBytes, id),
            copy: ({ text }) => void vscode.env.clipboard.writeText(text),
          },
        },
      }),
    );
    this.onDidDispose = this.panel.onDidDispose;
    this.panel.onDidDispose(() => this.dispose());
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Ends what is under way and audits anew. Never throws; settles when this audit has come to an end of whatever kind. */
  async start(request: AuditRequest): Promise<void> {
    this.run?.stop();
    this.request = request;
    const run = new AuditRun(() => auditMeans(this.services, request));
    this.run = run;
    run.onDidChange(state => {
      if (run !== this.run) {
        return;
      }
      if (state.phase === 'running') {
        this.panel.tell('progress', state.progress ?? noProgress);
      } else {
        this.end();
      }
    });
    this.showAll();
    await run.run(request.prefixes);
  }

  dispose(): void {
    this.run?.stop();
    this.run = undefined;
    this.disposables.dispose();
  }

  private get connectionName(): string {
    const { connectionId } = this.request;
    return this.services.connections.find(connectionId)?.configuration.name ?? connectionId;
  }

  private end(): void {
    this.endedAt = new Date();
    if (this.run?.state.phase === 'failed') {
      this.services.log.error(`Auditing ${this.request.connectionId}`, this.run.state.error);
    }
    this.showAll();
    const { verdict } = this.view();
    if (verdict && this.run?.state.phase === 'done') {
      this.verdicts.fire(verdict);
    }
  }

  private showAll(): void {
    this.panel.tell('view', this.view());
  }

  private view(): AuditView {
    const state = this.run?.state ?? { phase: 'cancelled' as const };
    const { configurationFile } = this.request;
    const empty = { resources: [], findings: [], namespaces: [], types: [] };
    const frame = {
      phase: state.phase,
      name: this.connectionName,
      facts: this.facts(),
      ...(configurationFile !== undefined && {
        configuration: vscode.l10n.t('compared with {0}', configurationFile),
      }),
      objects: { listed: this.run?.rows.listed ?? 0, omitted: this.run?.rows.omitted ?? 0 },
    };
    switch (state.phase) {
      case 'running':
        return { ...frame, ...empty, progress: state.progress ?? noProgress };
      case 'cancelled':
        return { ...frame, ...empty, verdict: stopped() };
      case 'failed': {
        const sentence = errorSentence(state.error, this.services.connections);
        const detail = vscode.l10n.t('Nothing was found out.');
        return { ...frame, ...empty, verdict: { level: 'warning', sentence, summary: '', detail } };
      }
      case 'done': {
        const hasConfiguration = configurationFile !== undefined;
        const { report, isExpected } = state;
        return { ...frame, ...viewOfReport(report, { isExpected, hasConfiguration, l10n: vscode.l10n }) };
      }
    }
  }

  private facts(): readonly string[] {
    const state = this.run?.state;
    if (state?.phase !== 'done') {
      return [];
    }
    const { revision, moves } = state.report;
    return [
      moves === 0
        ? vscode.l10n.t('revision {0}', String(revision))
        : vscode.l10n.t('up to revision {0}, as earlier ones were compacted meanwhile', String(revision)),
      ...(this.endedAt ? [this.endedAt.toLocaleString(vscode.env.language)] : []),
      state.seconds < 1
        ? vscode.l10n.t('{0} ms', Math.round(state.seconds * 1000))
        : vscode.l10n.t('{0} s', state.seconds.toFixed(1)),
    ];
  }

  /** Audits anew with what the user answers; a closed question changes nothing. */
  private ask(question: () => Promise<AuditRequest | undefined>): void {
    const run = async () => {
      const request = await question();
      if (request) {
        await this.start(request);
      }
    };
    run().catch((error: unknown) => this.tell(error));
  }

  private execute(command: string, id: number): void {
    const row = this.run?.rows.row(id);
    if (row) {
      const target: KeyTarget = { connectionId: this.request.connectionId, key: row.key };
      void vscode.commands.executeCommand(command, target);
    }
  }

  private async export(): Promise<boolean> {
    const run = this.run;
    if (run?.state.phase !== 'done') {
      return false;
    }
    return exportReport({
      view: this.view(),
      report: run.state.report,
      rows: run.rows.all(),
      omitted: run.rows.omitted,
    });
  }

  private tell(error: unknown): void {
    this.services.log.error('The encryption audit', error);
    void vscode.window.showErrorMessage(errorSentence(error, this.services.connections));
  }
}

const noRows = { total: 0, rows: [] };
const noProgress = { done: 0, total: 0 };

function stopped(): NonNullable<AuditView['verdict']> {
  return {
    level: 'information',
    sentence: vscode.l10n.t('The audit was stopped before it was done.'),
    summary: '',
    detail: vscode.l10n.t('What was read so far is listed below, and is no answer.'),
  };
}
