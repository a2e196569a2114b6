import * as vscode from 'vscode';
import { commands } from '../../host/ids';
import { shortened, withoutLinks } from '../../host/messageText';
import { problemText } from '../../host/problemText';
import { type HealthOutcome, verdictOf } from './healthOutcome';
import { checkViews, type Wording } from './healthView';
import { verdictReason, verdictWord } from './verdictText';

/** Tells what a check in the background found, with a way to its report. Does not wait for the user. */
export function tellWorse(connectionId: string, outcome: HealthOutcome, wording: Wording): void {
  void tell(connectionId, outcome, wording);
}

async function tell(connectionId: string, outcome: HealthOutcome, wording: Wording): Promise<void> {
  const verdict = verdictOf(outcome);
  const reason =
    outcome.kind === 'examined'
      ? verdictReason(checkViews(outcome, wording), wording.l10n)
      : problemText(outcome.error, wording).sentence;
  const head = vscode.l10n.t('{name}: {verdict}.', {
    name: shortened(outcome.configuration.name),
    verdict: verdictWord(verdict, wording.l10n),
  });
  const message = withoutLinks(`${head} ${shortened(reason)}`);
  const showReport = vscode.l10n.t('Show the Report');
  const show = verdict === 'critical' ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
  if ((await show(message, showReport)) === showReport) {
    await vscode.commands.executeCommand(commands.showHealthReport, { connectionId });
  }
}
