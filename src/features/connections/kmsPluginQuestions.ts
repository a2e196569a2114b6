import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { KmsProvider } from '../../core/encryption';
import { shortened } from '../../host/messageText';
import { askChoice, askText } from './quickInputs';
import { acceptedValue } from './stepSequence';

export type KmsPlugins = Readonly<Record<string, string>>;

/** The path of a socket without the scheme that an EncryptionConfiguration has before it. */
export function socketPath(endpoint: string): string {
  return endpoint.replace(/^unix:\/\//, '');
}

/**
 * Asks whether a plugin that a configuration names may be called, and where. Undefined for no: nothing is called that
 * the user has not agreed to.
 */
export async function askWhetherToCall(title: string, { name, endpoint }: KmsProvider): Promise<string | undefined> {
  const path = socketPath(endpoint);
  const answer = acceptedValue(
    await askChoice<'here' | 'elsewhere' | 'not'>({
      title,
      placeholder: vscode.l10n.t(
        "The configuration has the KMS plugin '{0}': values under it open through it alone",
        name,
      ),
      choices: [
        {
          label: vscode.l10n.t('Call It at {0}', shortened(path)),
          iconPath: new vscode.ThemeIcon('plug'),
          value: 'here',
        },
        {
          label: vscode.l10n.t('Call It at Another Socket…'),
          iconPath: new vscode.ThemeIcon('edit'),
          value: 'elsewhere',
        },
        { label: vscode.l10n.t('Do Not Call It'), iconPath: new vscode.ThemeIcon('circle-slash'), value: 'not' },
      ],
    }),
  );
  if (answer === undefined || answer === 'not') {
    return undefined;
  }
  return answer === 'here' ? path : (await askSocket(title, name, path)) || undefined;
}

/** Asks for the socket of a plugin; empty for none, undefined when the question was closed. */
export async function askSocket(title: string, name: string, path: string): Promise<string | undefined> {
  const answer = await askText({
    title,
    value: path,
    prompt: vscode.l10n.t("The unix socket of the KMS v2 plugin '{0}' on this machine; empty for not calling it", name),
    placeholder: '/run/kms/plugin.sock',
    validate: text => {
      const trimmed = socketPath(text.trim());
      return trimmed === '' || isAbsolute(trimmed) || trimmed.startsWith('~/')
        ? undefined
        : vscode.l10n.t('Write the full path, such as /run/kms/plugin.sock.');
    },
  });
  const accepted = acceptedValue(answer);
  return accepted === undefined ? undefined : socketPath(accepted.trim());
}

/** Asks which plugin is meant, of those whose names are known, or any other by its name. */
export async function askPluginName(title: string, names: readonly string[]): Promise<string | undefined> {
  const other = { label: vscode.l10n.t('Another Plugin…'), iconPath: new vscode.ThemeIcon('edit'), value: '' };
  const chosen =
    names.length === 0
      ? ''
      : acceptedValue(
          await askChoice<string>({
            title,
            placeholder: vscode.l10n.t('Choose a KMS v2 plugin'),
            choices: [
              ...names.map(name => ({ label: shortened(name), iconPath: new vscode.ThemeIcon('plug'), value: name })),
              other,
            ],
          }),
        );
  if (chosen !== '') {
    return chosen;
  }
  const typed = acceptedValue(
    await askText({
      title,
      prompt: vscode.l10n.t('The name of the plugin, as the EncryptionConfiguration and the values have it'),
      validate: text => (text.trim() === '' ? vscode.l10n.t('A plugin has a name.') : undefined),
    }),
  );
  return typed?.trim();
}

/** The plugins with one set to another socket, or taken out; undefined for none at all. */
export function withPlugin(plugins: KmsPlugins | undefined, name: string, socket: string): KmsPlugins | undefined {
  const others = Object.entries(plugins ?? {}).filter(([known]) => known !== name);
  const all = socket === '' ? others : [...others, [name, socket] as const];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}
