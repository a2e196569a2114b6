import * as vscode from 'vscode';
import { settings } from '../../host/ids';
import { shortened, withoutLinks } from '../../host/messageText';
import type { ThresholdProblem } from '../../host/thresholdSetting';

const place = `${settings.section}.${settings.healthThresholds}`;

/** Tells of problems in the thresholds, once for each set of them, with a way to correct them. */
export class ThresholdNotice {
  private shown = '[]';

  /** Does not wait for the user. */
  update(problems: readonly ThresholdProblem[]): void {
    const text = JSON.stringify(problems);
    if (text !== this.shown) {
      this.shown = text;
      void this.show(problems);
    }
  }

  private async show([first, ...others]: readonly ThresholdProblem[]): Promise<void> {
    if (first === undefined) {
      return;
    }
    const openSettings = vscode.l10n.t('Open Settings');
    const sentence = [
      thresholdProblemSentence(first, vscode.l10n),
      vscode.l10n.t('The default is used in its place.'),
      ...(others.length > 0 ? [vscode.l10n.t('Further problems: {0}.', others.length)] : []),
    ].join(' ');
    if ((await vscode.window.showWarningMessage(sentence, openSettings)) === openSettings) {
      await vscode.commands.executeCommand('workbench.action.openSettings', place);
    }
  }
}

/** What is wrong, where, and what belongs there. */
function thresholdProblemSentence({ path, kind }: ThresholdProblem, l10n: typeof vscode.l10n): string {
  const where = withoutLinks(shortened(path === '' ? place : `${place}.${path}`));
  const texts: Readonly<Record<ThresholdProblem['kind'], string>> = {
    notAnObject: l10n.t('{0} must be an object in braces.', where),
    unknownName: l10n.t('{0} is no threshold of the health check.', where),
    unknownField: l10n.t('{0} is not known: a threshold has "warning" and "critical".', where),
    notANumber: l10n.t('{0} must be a number of at least 0.', where),
    outOfOrder: l10n.t('{0} would be critical before it is a warning.', where),
  };
  return texts[kind];
}
