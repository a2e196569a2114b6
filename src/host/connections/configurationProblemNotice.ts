import * as vscode from 'vscode';
import { commands } from '../ids';
import { withoutLinks } from '../messageText';
import type { ConfigurationProblem } from './configurationProblem';
import { connectionColors } from './connection';
import type { ParsedConnections } from './connectionConfiguration';

/** Tells of problems in the setting, once for each set of problems, with a way to correct them. */
export class ConfigurationProblemNotice {
  private shown = '';

  /** Does not wait for the user. */
  update({ problems }: ParsedConnections): void {
    const text = JSON.stringify(problems);
    if (text !== this.shown) {
      this.shown = text;
      void this.show(problems);
    }
  }

  private async show(problems: readonly ConfigurationProblem[]): Promise<void> {
    // One sentence: the gravest problem; its correction brings up the next.
    const problem = problems.find(({ leavesOut }) => leavesOut) ?? problems[0];
    if (problem === undefined) {
      return;
    }
    const openSettings = vscode.l10n.t('Open Settings');
    const others = problems.length - 1;
    const sentence =
      others === 0
        ? problemSentence(problem)
        : `${problemSentence(problem)} ${vscode.l10n.t('Further problems: {0}.', others)}`;
    if ((await vscode.window.showWarningMessage(sentence, openSettings)) === openSettings) {
      await vscode.commands.executeCommand(commands.openSettings);
    }
  }
}

/** What is wrong where, and what follows from it. */
function problemSentence({ path, kind, leavesOut }: ConfigurationProblem): string {
  const consequence = leavesOut
    ? vscode.l10n.t('Until this is corrected, the connection is left out.')
    : vscode.l10n.t('Everything else of the connection is used as it stands.');
  return withoutLinks(`${problemTexts[kind](`etcdscope.${path}`)} ${consequence}`);
}

const problemTexts: Readonly<Record<ConfigurationProblem['kind'], (place: string) => string>> = {
  notAList: place => vscode.l10n.t('{0} must be a list.', place),
  notAnObject: place => vscode.l10n.t('{0} must be an object in braces.', place),
  notAText: place => vscode.l10n.t('{0} must be a text in quotes.', place),
  notABoolean: place => vscode.l10n.t('{0} must be true or false, without quotes.', place),
  missing: place => vscode.l10n.t('{0} is missing.', place),
  empty: place => vscode.l10n.t('{0} is empty.', place),
  badId: place =>
    vscode.l10n.t('{0} may hold lower-case letters, digits and hyphens only, 63 at most, and no hyphen first.', place),
  duplicateId: place => vscode.l10n.t('{0} is the id of an earlier connection already.', place),
  noScheme: place => vscode.l10n.t('{0} must begin with https:// or http://.', place),
  unknownScheme: place => vscode.l10n.t('{0} must begin with https:// or http://.', place),
  noHost: place => vscode.l10n.t('{0} has no valid host and port; it must look like https://10.0.0.1:2379.', place),
  badPort: place => vscode.l10n.t('{0} must have a port between 1 and 65535.', place),
  credentialsInside: place =>
    vscode.l10n.t(
      '{0} must not hold a user or a password: enter the user as "username", the password is asked for.',
      place,
    ),
  moreThanHostAndPort: place => vscode.l10n.t('{0} must end after the port, without a path.', place),
  relativePath: place => vscode.l10n.t('{0} must be a full path, or begin with ~/.', place),
  certificateWithoutKey: place => vscode.l10n.t('{0} needs a "keyFile" beside it.', place),
  keyWithoutCertificate: place => vscode.l10n.t('{0} needs a "certificateFile" beside it.', place),
  unknownColor: place =>
    vscode.l10n.t('{0} must be one of {1}.', place, connectionColors.map(color => `"${color}"`).join(', ')),
  unknownField: place => vscode.l10n.t('{0} is not known.', place),
};
