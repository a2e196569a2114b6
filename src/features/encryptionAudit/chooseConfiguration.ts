import * as vscode from 'vscode';
import type { Services } from '../../host/services';
import type { AuditRequest } from './auditRun';
import { showConfigurationProblems } from './configurationProblems';
import { findConfigurations } from './foundConfiguration';
import { readConfiguration } from './readConfiguration';

type Choice = vscode.QuickPickItem & { readonly file?: string; readonly isOther?: boolean };

/**
 * Asks for the EncryptionConfiguration to hold the audit against; one that cannot be read is shown with what is wrong, and
 * asked for again. Undefined when the question was closed.
 */
export async function chooseConfiguration(
  services: Pick<Services, 'connections'>,
  request: AuditRequest,
): Promise<AuditRequest | undefined> {
  const found = await findConfigurations();
  const files = [
    ...new Set([...(request.configurationFile ? [request.configurationFile] : []), ...found.map(({ file }) => file)]),
  ];
  const choices: Choice[] = [
    {
      label: `$(circle-slash) ${vscode.l10n.t('Without a Configuration')}`,
      description: vscode.l10n.t('tells what is encrypted, not whether its key is current'),
    },
    ...files.map(file => ({
      label: `$(file) ${file.split('/').at(-1)}`,
      description: file,
      detail: found.some(each => each.file === file && each.source === 'manifest')
        ? vscode.l10n.t("named by this machine's kube-apiserver")
        : undefined,
      file,
    })),
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`, isOther: true },
  ];
  const choice = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Audit Encryption at Rest'),
    placeHolder: vscode.l10n.t('EncryptionConfiguration of the API server, to compare with; it is only read'),
    ignoreFocusOut: true,
  });
  if (choice === undefined) {
    return undefined;
  }
  const file = choice.isOther ? await pickFile() : choice.file;
  if (choice.isOther && file === undefined) {
    return undefined;
  }
  const { configurationFile: _, ...rest } = request;
  if (file === undefined) {
    return rest;
  }
  try {
    await readConfiguration(file);
  } catch (error) {
    await showConfigurationProblems(services, file, error);
    return undefined;
  }
  return { ...rest, configurationFile: file };
}

async function pickFile(): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Choose the EncryptionConfiguration'),
      openLabel: vscode.l10n.t('Compare With'),
      filters: { [vscode.l10n.t('YAML or JSON')]: ['yaml', 'yml', 'json'], [vscode.l10n.t('All Files')]: ['*'] },
    })) ?? [];
  return uri?.fsPath;
}
