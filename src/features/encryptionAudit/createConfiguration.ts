import { lstat } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  type CreatedConfiguration,
  createEncryptionConfiguration,
  type LocalProviderKind,
  parseEncryptionConfiguration,
} from '../../core/encryption';
import { askConfigurationFile } from '../../host/atRest/askConfigurationFile';
import { readConfiguration } from '../../host/atRest/readConfiguration';
import { pickSeveral } from '../../host/pickSeveral';
import { showRollout } from './rolloutDocument';
import { rolloutSteps } from './rolloutSteps';
import { writeKeyFile } from './writeKeyFile';

const title = () => vscode.l10n.t('Create EncryptionConfiguration');

/** What becomes a file. */
interface Draft {
  readonly isRotation: boolean;
  /** In the order in which they are rolled out; each has fresh or kept secrets in it. */
  readonly texts: readonly string[];
  readonly keyName: string;
  readonly resources: readonly string[];
}

/** Asks what is wanted, writes it readable by its owner alone, and opens it beside the steps that roll it out. */
export async function createConfiguration(): Promise<void> {
  const draft = await askForDraft();
  if (draft === undefined) {
    return;
  }
  const files = await writeDraft(draft);
  if (files === undefined) {
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(files[0] as string), { preview: false });
  const { isRotation, keyName, resources } = draft;
  await showRollout(keyName, rolloutSteps({ isRotation, files, keyName, resources }, vscode.l10n));
}

/** Asks where to, until there is a name that no file has. Undefined when the question was closed or a file cannot be written. */
async function writeDraft({ texts }: Draft): Promise<readonly string[] | undefined> {
  for (;;) {
    const uri = await vscode.window.showSaveDialog({
      title: title(),
      saveLabel: vscode.l10n.t('Create'),
      filters: { YAML: ['yaml', 'yml'] },
      defaultUri: suggestedUri('encryption-config.yaml'),
    });
    if (uri === undefined) {
      return undefined;
    }
    const files = texts.map((_, index) => fileOfStep(uri.fsPath, index, texts.length));
    const taken = await firstThatExists(files);
    if (taken === undefined) {
      return (await writeFiles(files, texts)) ? files : undefined;
    }
    const again = vscode.l10n.t('Choose Another Name…');
    if ((await vscode.window.showWarningMessage(existsSentence(taken), { modal: true }, again)) !== again) {
      return undefined;
    }
  }
}

async function writeFiles(files: readonly string[], texts: readonly string[]): Promise<boolean> {
  for (const [index, text] of texts.entries()) {
    const file = files[index] as string;
    try {
      if (!(await writeKeyFile(file, text))) {
        void vscode.window.showErrorMessage(existsSentence(file));
        return false;
      }
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? '';
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be written ({1}).', file, reason));
      return false;
    }
  }
  return true;
}

async function firstThatExists(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    if (await isThere(file)) {
      return file;
    }
  }
  return undefined;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch {
    // Absent, or in a folder that cannot be looked into: writing tells which.
    return false;
  }
}

function existsSentence(file: string): string {
  return vscode.l10n.t(
    '{0} exists already, and stays as it is: it may hold the only copy of keys without which data cannot be read.',
    file,
  );
}

async function askForDraft(): Promise<Draft | undefined> {
  const { l10n } = vscode;
  const purposes = [
    {
      label: `$(add) ${l10n.t('For a Cluster Without Encryption')}`,
      detail: l10n.t('A new key first, identity last, so that what is stored already stays readable'),
      draft: newDraft,
    },
    {
      label: `$(sync) ${l10n.t('Rotate the Key of a File')}`,
      detail: l10n.t('A new key first, all earlier ones kept behind it'),
      draft: rotationDraft,
    },
  ];
  const purpose = await vscode.window.showQuickPick(purposes, { title: title(), ignoreFocusOut: true });
  return purpose?.draft();
}

async function newDraft(): Promise<Draft | undefined> {
  const resources = await askResources();
  const provider = resources && (await askProvider());
  if (resources === undefined || provider === undefined) {
    return undefined;
  }
  const created = createEncryptionConfiguration({ resources, provider });
  // What the API server would refuse, such as a resource behind a wildcard, is refused here, before there is a file.
  parseEncryptionConfiguration(created.text);
  return draftOf(created, { isRotation: false, resources });
}

async function rotationDraft(): Promise<Draft | undefined> {
  const answer = await askConfigurationFile({
    title: title(),
    placeHolder: vscode.l10n.t('EncryptionConfiguration whose key is rotated; the file itself stays as it is'),
  });
  if (answer?.file === undefined) {
    return undefined;
  }
  const previous = await readConfiguration(answer.file);
  const created = createEncryptionConfiguration({ previous });
  return draftOf(created, { isRotation: true, resources: previous.entries.flatMap(({ resources }) => resources) });
}

/** Undefined when the question was closed. */
async function draftOf(
  { text, firstText, keyName }: CreatedConfiguration,
  purpose: Pick<Draft, 'isRotation' | 'resources'>,
): Promise<Draft | undefined> {
  const isSeveral = await askWhetherSeveral();
  return isSeveral === undefined ? undefined : { ...purpose, keyName, texts: isSeveral ? [firstText, text] : [text] };
}

async function askResources(): Promise<readonly string[] | undefined> {
  const { l10n } = vscode;
  const other = { label: l10n.t('Others…'), description: l10n.t('such as widgets.example.com or *.apps') };
  const choices: vscode.QuickPickItem[] = [
    { label: 'secrets', picked: true },
    { label: 'configmaps' },
    { label: '*.*', description: l10n.t('every resource; each read and write takes longer') },
    other,
  ];
  const placeholder = l10n.t('Choose what is encrypted');
  const chosen = await pickSeveral(choices, { title: title(), placeholder, ignoreFocusOut: true });
  if (chosen === undefined || chosen.length === 0) {
    return undefined;
  }
  const named = chosen.includes(other) ? await askNames() : [];
  return named && [...chosen.filter(item => item !== other).map(({ label }) => label), ...named];
}

const resourceName = /^(\*|[a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.(\*|[a-z0-9.-]*))?$/;

async function askNames(): Promise<readonly string[] | undefined> {
  const names = (text: string) => text.split(/[\s,]+/).filter(name => name !== '');
  const text = await vscode.window.showInputBox({
    title: title(),
    prompt: vscode.l10n.t('Resources with their group, separated by commas'),
    placeHolder: 'widgets.example.com, *.apps',
    ignoreFocusOut: true,
    validateInput: value =>
      names(value).every(name => resourceName.test(name))
        ? undefined
        : vscode.l10n.t('Write a resource as name.group, in lower case.'),
  });
  return text === undefined ? undefined : names(text);
}

async function askProvider(): Promise<LocalProviderKind | undefined> {
  const { l10n } = vscode;
  const details: Readonly<Record<LocalProviderKind, string>> = {
    secretbox: l10n.t('XSalsa20 and Poly1305; notices changed bytes'),
    aesgcm: l10n.t('Notices changed bytes; wants a new key every 200,000 writes'),
    aescbc: l10n.t('Does not notice changed bytes'),
  };
  const choices = (['secretbox', 'aesgcm', 'aescbc'] as const).map(provider => ({
    label: provider,
    detail: details[provider],
    ...(provider === 'secretbox' && { description: l10n.t('recommended') }),
  }));
  const placeHolder = l10n.t('Choose who encrypts; the key has 256 random bits');
  return (await vscode.window.showQuickPick(choices, { title: title(), placeHolder, ignoreFocusOut: true }))?.label;
}

async function askWhetherSeveral(): Promise<boolean | undefined> {
  const { l10n } = vscode;
  const choices = [
    { label: l10n.t('One API Server'), detail: l10n.t('One file: the new key encrypts at once'), isSeveral: false },
    {
      label: l10n.t('Several API Servers'),
      detail: l10n.t('Two files: first all learn the new key, then all write with it'),
      isSeveral: true,
    },
  ];
  return (await vscode.window.showQuickPick(choices, { title: title(), ignoreFocusOut: true }))?.isSeveral;
}

/** `x.yaml`; of several `x.step-1.yaml`, `x.step-2.yaml`. */
function fileOfStep(file: string, index: number, count: number): string {
  return count === 1 ? file : file.replace(/(\.[^./\\]+)?$/, extension => `.step-${index + 1}${extension}`);
}

function suggestedUri(name: string): vscode.Uri | undefined {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder && vscode.Uri.joinPath(folder.uri, name);
}
