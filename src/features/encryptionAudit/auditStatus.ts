import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { commands } from '../../host/ids';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import type { Level } from '../../protocol/encryptionAudit';
import type { KeptVerdict } from './verdictMemory';

const icons: Readonly<Record<Level, string>> = {
  good: 'shield',
  information: 'info',
  warning: 'warning',
  bad: 'error',
};

/** Left of what concerns the active document. */
const priority = 90;

/** The last verdict of each audited connection in the status bar; a click goes back to its audit. */
export class AuditStatus implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly items = new Map<string, vscode.StatusBarItem>();

  constructor(private readonly services: Pick<Services, 'connections'>) {
    this.disposables.add(services.connections.onDidChangeList(() => this.dropRemoved()));
  }

  has(connectionId: string): boolean {
    return this.items.has(connectionId);
  }

  set(connectionId: string, { level, sentence, summary, at }: KeptVerdict): void {
    const item = this.items.get(connectionId) ?? this.create(connectionId);
    const name = this.services.connections.find(connectionId)?.configuration.name ?? connectionId;
    item.text = `$(${icons[level]}) ${shortened(name).replaceAll('$(', '$ (')}: ${summary}`;
    const date = new Date(at).toLocaleString(vscode.env.language);
    item.tooltip = [
      vscode.l10n.t('Encryption at rest of {0}', shortened(name)),
      sentence,
      vscode.l10n.t('Audited {0}', date),
    ].join('\n');
    item.accessibilityInformation = { label: `${vscode.l10n.t('Encryption at rest of {0}', name)}: ${sentence}` };
    item.backgroundColor = level === 'bad' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private create(connectionId: string): vscode.StatusBarItem {
    const id = `etcdscope.encryptionAudit.${connectionId}`;
    const item = this.disposables.add(vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority));
    item.name = vscode.l10n.t('Encryption at Rest');
    item.command = {
      command: commands.showEncryptionAudit,
      title: vscode.l10n.t('Show the Audit'),
      arguments: [{ connectionId }],
    };
    this.items.set(connectionId, item);
    return item;
  }

  private dropRemoved(): void {
    for (const [connectionId, item] of this.items) {
      if (!this.services.connections.find(connectionId)) {
        this.items.delete(connectionId);
        this.disposables.delete(item);
      }
    }
  }
}
