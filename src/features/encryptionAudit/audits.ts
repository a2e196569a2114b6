import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { isConnectionTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';
import type { Services } from '../../host/services';
import { AuditPanel } from './auditPanel';
import type { AuditRequest } from './auditRun';
import { secretsPrefixes } from './auditScope';
import type { AuditStatus } from './auditStatus';
import { chooseConfiguration } from './chooseConfiguration';
import { chooseResources } from './chooseResources';
import type { Verdict, VerdictMemory } from './verdictMemory';

/** The audits of this window, one tab a connection. */
export class Audits implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly panels = new Map<string, AuditPanel>();

  constructor(
    private readonly services: Services,
    private readonly status: Pick<AuditStatus, 'set'>,
    private readonly verdicts: VerdictMemory | undefined,
  ) {}

  /** Asks what to audit, and audits it in a tab of its own. */
  async audit(target: unknown): Promise<void> {
    const connectionId = await this.connectionOf(target);
    if (connectionId === undefined) {
      return;
    }
    const chosen = await chooseResources(this.services, { connectionId, prefixes: secretsPrefixes() });
    const request = chosen && (await chooseConfiguration(this.services, chosen));
    if (request) {
      // The panel shows how it goes; the command is done.
      void this.open(request).start(request);
    }
  }

  /** Shows the tab of a connection's last audit; where it was closed, audits anew. */
  async show(target: unknown): Promise<void> {
    const panel = isConnectionTarget(target) ? this.panels.get(target.connectionId) : undefined;
    if (panel) {
      panel.reveal();
    } else {
      await this.audit(target);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private open(request: AuditRequest): AuditPanel {
    const { connectionId } = request;
    const existing = this.panels.get(connectionId);
    if (existing) {
      existing.reveal();
      return existing;
    }
    const panel = this.disposables.add(new AuditPanel(this.services, request));
    this.panels.set(connectionId, panel);
    panel.onDidJudge(verdict => this.judged(connectionId, verdict));
    panel.onDidDispose(() => {
      this.panels.delete(connectionId);
      this.disposables.delete(panel);
    });
    return panel;
  }

  private judged(connectionId: string, { level, sentence, summary }: Verdict): void {
    const kept = { level, sentence, summary, at: Date.now() };
    this.status.set(connectionId, kept);
    const configuration = this.services.connections.find(connectionId)?.configuration;
    if (configuration) {
      this.verdicts
        ?.keep(configuration, kept)
        .catch((error: unknown) => this.services.log.error('Keeping the verdict of an audit', error));
    }
  }

  private async connectionOf(target: unknown): Promise<string | undefined> {
    if (isConnectionTarget(target)) {
      return target.connectionId;
    }
    const { connections } = this.services;
    const isAnyConnected = connections.all.some(({ state }) => state.kind === 'connected');
    const connection = await pickConnection(connections, {
      title: vscode.l10n.t('Audit Encryption at Rest'),
      applies: ({ state }) => !isAnyConnected || state.kind === 'connected',
      none: vscode.l10n.t('There is no connection yet. Add one first.'),
    });
    return connection?.configuration.id;
  }
}
