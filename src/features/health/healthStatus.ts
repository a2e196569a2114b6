import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { CheckStatus } from '../../core/health/healthReport';
import { commands } from '../../host/ids';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import { type HealthOutcome, verdictOf } from './healthOutcome';
import type { CheckView } from './healthView';
import { countsText, verdictWord } from './verdictText';

const icons: Readonly<Record<CheckStatus, string>> = {
  ok: 'pass',
  warning: 'warning',
  critical: 'error',
  unknown: 'question',
};

const backgrounds: Readonly<Partial<Record<CheckStatus, string>>> = {
  warning: 'statusBarItem.warningBackground',
  critical: 'statusBarItem.errorBackground',
};

/** Left of the encryption audits. */
const priority = 91;

/** Checks named in a tooltip. */
const mostNamed = 5;

/** The last verdict of each examined connection in the status bar; a click opens its report. */
export class HealthStatus implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly items = new Map<string, vscode.StatusBarItem>();

  constructor(private readonly services: Pick<Services, 'connections'>) {}

  /** @param views In the order of gravity. */
  set(connectionId: string, outcome: HealthOutcome, views: readonly CheckView[]): void {
    const item = this.items.get(connectionId) ?? this.create(connectionId);
    const verdict = verdictOf(outcome);
    const name = shortened(this.services.connections.find(connectionId)?.configuration.name ?? connectionId);
    const word = verdictWord(verdict, vscode.l10n);
    item.text = `$(${icons[verdict]}) ${name.replaceAll('$(', '$ (')}: ${word}`;
    item.tooltip = tooltipOf(`${name}: ${word}`, outcome, views);
    item.accessibilityInformation = { label: vscode.l10n.t('Health of {0}: {1}', name, word) };
    const background = backgrounds[verdict];
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    item.show();
  }

  delete(connectionId: string): void {
    const item = this.items.get(connectionId);
    if (item) {
      this.items.delete(connectionId);
      this.disposables.delete(item);
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private create(connectionId: string): vscode.StatusBarItem {
    const id = `etcdscope.health.${connectionId}`;
    const item = this.disposables.add(vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority));
    item.name = vscode.l10n.t('etcd Health');
    item.command = {
      command: commands.showHealthReport,
      title: vscode.l10n.t('Show the Report'),
      arguments: [{ connectionId }],
    };
    this.items.set(connectionId, item);
    return item;
  }
}

/** Words of the cluster are appended as text, so that none of them is Markdown. */
function tooltipOf(head: string, outcome: HealthOutcome, views: readonly CheckView[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('**', true);
  tooltip.appendText(head).appendMarkdown('**\n\n');
  const grave = views.filter(({ status }) => status === 'critical' || status === 'warning');
  for (const { status, found } of grave.slice(0, mostNamed)) {
    tooltip.appendMarkdown(`$(${icons[status]}) `).appendText(shortened(found)).appendMarkdown('\n\n');
  }
  if (outcome.kind === 'examined') {
    const time = new Date(outcome.report.takenAt).toLocaleTimeString(vscode.env.language);
    tooltip.appendText(`${countsText(outcome.report, vscode.l10n)} · ${time}`);
  }
  return tooltip;
}
