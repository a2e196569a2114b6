import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { withoutIcons } from '../messageText';
import { showConfigurationProblems } from './configurationProblems';
import { findConfigurations } from './foundConfigurations';
import { readConfiguration } from './readConfiguration';

export interface ConfigurationQuestion {
  readonly title: string;
  readonly placeHolder: string;
  /** Files to offer beside those that are found on this machine, first. */
  readonly files?: readonly (string | undefined)[];
  /** The way to go without a file, where there is one. */
  readonly without?: vscode.QuickPickItem;
}

type Choice = vscode.QuickPickItem & { readonly answer: ConfigurationAnswer | 'dialog' };

/** A file that was read once and found sound, or none. */
export type ConfigurationAnswer = { readonly file: string } | { readonly file?: undefined };

/**
 * Asks for an EncryptionConfiguration on this machine. One that cannot be read is shown with what is wrong; then, and
 * when the question was closed, there is no answer.
 */
export async function askConfigurationFile(question: ConfigurationQuestion): Promise<ConfigurationAnswer | undefined> {
  const { title, placeHolder, without } = question;
  const found = await findConfigurations();
  const named = [...new Set((question.files ?? []).filter(file => file !== undefined))];
  const files = found.map(({ file }) => file).filter(file => !named.includes(file));
  const choiceOf = (file: string): Choice => ({
    label: `$(file) ${withoutIcons(file.split('/').at(-1) ?? file)}`,
    description: withHome(file),
    ...(found.some(each => each.file === file && each.source === 'manifest') && {
      detail: vscode.l10n.t("named by this machine's kube-apiserver"),
    }),
    answer: { file },
  });
  const choices: Choice[] = [
    // What was chosen before is what Enter takes.
    ...named.map(choiceOf),
    ...(without ? [{ ...without, answer: {} }] : []),
    ...files.map(choiceOf),
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`, answer: 'dialog' },
  ];
  const [only] = choices;
  const choice =
    choices.length === 1
      ? only
      : await vscode.window.showQuickPick(choices, { title, placeHolder, ignoreFocusOut: true });
  const answer = choice?.answer === 'dialog' ? await pickFile() : choice?.answer;
  if (answer?.file === undefined) {
    return answer;
  }
  try {
    await readConfiguration(answer.file);
    return answer;
  } catch (error) {
    await showConfigurationProblems(answer.file, error);
    return undefined;
  }
}

async function pickFile(): Promise<ConfigurationAnswer | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Choose the EncryptionConfiguration'),
      openLabel: vscode.l10n.t('Choose'),
      filters: { [vscode.l10n.t('YAML or JSON')]: ['yaml', 'yml', 'json'], [vscode.l10n.t('All Files')]: ['*'] },
    })) ?? [];
  return uri && { file: uri.fsPath };
}

function withHome(file: string): string {
  const home = homedir();
  return file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
}
