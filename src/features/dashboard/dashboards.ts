import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { isLive } from '../../host/connections/isLive';
import { isConnectionTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';
import type { Services } from '../../host/services';
import { ClusterMemory } from './clusterMemory';
import { DashboardPanel } from './dashboardPanel';
import { StatusDocuments } from './statusDocuments';

/** The dashboards of this window, one tab a connection. */
export class Dashboards implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly panels = new Map<string, DashboardPanel>();
  /** Kept when a tab is closed, so that one opened again goes on with the charts. */
  private readonly memories = new Map<string, { readonly endpoints: string; readonly memory: ClusterMemory }>();
  private readonly documents = this.disposables.add(new StatusDocuments());

  constructor(private readonly services: Services) {
    this.disposables.add(services.connections.onDidChangeList(() => this.closeRemoved()));
  }

  /** Shows the tab of a connection, and asks which one where the target names none. */
  async show(target: unknown): Promise<void> {
    const connectionId = await this.connectionOf(target);
    if (connectionId === undefined) {
      return;
    }
    const existing = this.panels.get(connectionId);
    if (existing) {
      existing.reveal();
      return;
    }
    const kept = { documents: this.documents, memory: this.memoryOf(connectionId) };
    const panel = this.disposables.add(new DashboardPanel(this.services, connectionId, kept));
    this.panels.set(connectionId, panel);
    panel.onDidDispose(() => {
      this.panels.delete(connectionId);
      this.disposables.delete(panel);
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** What was seen of other endpoints is another cluster's. */
  private memoryOf(connectionId: string): ClusterMemory {
    const endpoints = this.services.connections.find(connectionId)?.configuration.endpoints.join(' ') ?? '';
    const kept = this.memories.get(connectionId);
    if (kept?.endpoints === endpoints) {
      return kept.memory;
    }
    const memory = new ClusterMemory();
    this.memories.set(connectionId, { endpoints, memory });
    return memory;
  }

  private closeRemoved(): void {
    const isGone = (connectionId: string) => this.services.connections.find(connectionId) === undefined;
    for (const [connectionId, panel] of [...this.panels]) {
      if (isGone(connectionId)) {
        panel.dispose();
      }
    }
    for (const connectionId of [...this.memories.keys()].filter(isGone)) {
      this.memories.delete(connectionId);
    }
  }

  private async connectionOf(target: unknown): Promise<string | undefined> {
    if (isConnectionTarget(target)) {
      return target.connectionId;
    }
    const { connections } = this.services;
    const isAnyLive = connections.all.some(isLive);
    const connection = await pickConnection(connections, {
      title: vscode.l10n.t('Show Member Dashboard'),
      applies: candidate => isLive(candidate) || (!isAnyLive && candidate.state.kind !== 'connected'),
      none: vscode.l10n.t('There is no connection to a cluster. Add one first.'),
    });
    return connection?.configuration.id;
  }
}
