import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import { readKey } from '../../core/keyspace/readKey';
import { givenTarget } from '../../host/givenTarget';
import { errorAbout } from '../../host/keyError';
import { type DocumentFormat, type DocumentTarget, uriFromKey } from '../../host/keyUri';
import { loadKubernetes } from '../../host/lazy';
import type { Services } from '../../host/services';
import { editModeOf } from './documentFormat';
import type { ObjectForms } from './objectForms';
import { formatsOf } from './renderAs';
import type { RevealedSecrets } from './revealedSecrets';

interface FormatItem extends vscode.QuickPickItem {
  /** Absent for the key's own document. */
  readonly format?: DocumentFormat;
}

export interface OpenAsParts {
  readonly services: Services;
  readonly forms: ObjectForms;
  readonly revealed: RevealedSecrets;
}

/** Lets the user pick one of the forms that a key's value has, and opens it. */
export async function openAs({ services, forms, revealed }: OpenAsParts, given: unknown): Promise<void> {
  const target = givenTarget(given);
  if (!target) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a key or select one in the etcd view first.'));
    return;
  }
  const { connectionId, key, revision } = target;
  try {
    const reader = await services.connections.reader(connectionId);
    const keyValue = await readKey(reader, key, { revision });
    if (!keyValue) {
      throw new EtcdscopeError('key.notFound');
    }
    const { plaintext } = await services.atRest.open(target, keyValue.value);
    const decoded = (await loadKubernetes()).decodeValue(key, plaintext);
    const mode = editModeOf(key, decoded);
    const { language } = forms.formOf(uriFromKey(target));
    const own = mode === 'text' ? 'text' : decoded.object === undefined ? 'hex' : language;
    const items = itemsFor(formatsOf(decoded), own);
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Open As'),
      placeHolder: vscode.l10n.t('Choose how to show the value'),
    });
    if (picked) {
      await openFormat(revealed, { ...target, format: picked.format });
    }
  } catch (error) {
    throw errorAbout(error, target);
  }
}

/** Opens the decoded data of a Secret, that of an editor's title or of the active one, beside it. */
export async function showDecodedData(revealed: RevealedSecrets, given: unknown): Promise<void> {
  const target = givenTarget(given);
  if (!target) {
    throw new EtcdscopeError('key.invalid');
  }
  await openFormat(revealed, { ...target, format: 'decoded' }, vscode.ViewColumn.Beside);
}

async function openFormat(
  revealed: RevealedSecrets,
  target: DocumentTarget,
  viewColumn = vscode.ViewColumn.Active,
): Promise<void> {
  const uri = uriFromKey(target, target);
  if (target.format === 'decoded') {
    revealed.reveal(uri);
  }
  await vscode.commands.executeCommand('vscode.open', uri, { viewColumn, preview: true });
}

function itemsFor(formats: readonly DocumentFormat[], own: DocumentFormat | 'text'): readonly FormatItem[] {
  const readOnly = vscode.l10n.t('read-only');
  const labels: Readonly<Record<DocumentFormat, string>> = {
    yaml: vscode.l10n.t('YAML'),
    json: vscode.l10n.t('JSON'),
    hex: vscode.l10n.t('Hex Dump'),
    structure: vscode.l10n.t('Wire Structure'),
    decoded: vscode.l10n.t('Decoded Data'),
  };
  const asStored: FormatItem = { label: vscode.l10n.t('As Stored'), description: vscode.l10n.t('the key itself') };
  const others = formats.map(format =>
    format === own
      ? { label: labels[format], description: vscode.l10n.t('the key itself') }
      : { label: labels[format], description: readOnly, format },
  );
  return own === 'text' ? [asStored, ...others] : others;
}
