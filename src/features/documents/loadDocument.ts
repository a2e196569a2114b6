import * as vscode from 'vscode';
import { emptyBytes } from '../../core/base/bytes';
import type { KeyValue } from '../../core/base/keyValue';
import { readKey } from '../../core/keyspace/readKey';
import type { AtRestValues } from '../../host/atRest/atRestValues';
import type { Connections } from '../../host/connections/connection';
import type { HeldValues } from '../../host/heldValues';
import { type DocumentFormat, targetFromUri } from '../../host/keyUri';
import { loadKubernetes } from '../../host/lazy';
import { isObjectKey, type ObjectForm } from './documentFormat';
import type { LoadedDocument, RenderedValue } from './loadedDocument';
import type { ObjectForms } from './objectForms';
import type { PendingKeys } from './pendingKeys';
import type { RevealedSecrets } from './revealedSecrets';

/**
 * A key's value as a document: in the form that suits it, or in another one that its URI names. One that is encrypted
 * shows what is in it, as far as it opens.
 */
export async function renderKey(
  connectionId: string,
  keyValue: KeyValue,
  form: ObjectForm,
  { connections, atRest }: Pick<DocumentSources, 'connections' | 'atRest'>,
  format?: DocumentFormat,
): Promise<LoadedDocument> {
  const { key, value } = keyValue;
  const { plaintext, protection } = await atRest.open({ connectionId, key }, value);
  const { decodeValue, renderYaml, renderJson, renderHex } = await loadKubernetes();
  const tools = { renderYaml, renderJson, renderHex, l10n: vscode.l10n };
  const decoded = decodeValue(key, plaintext);
  const locked = protection?.kind === 'locked' ? await whyLocked(protection.error, connections) : undefined;
  const render = async () => {
    if (format !== undefined) {
      const { renderAs } = await import('./renderAs');
      return renderAs(decoded, format, form, tools);
    }
    const { renderValue } = await import('./renderValue');
    return renderValue(key, decoded, form, tools, locked);
  };
  const rendered = await render();
  const isEditable = rendered.isEditable && (protection?.kind !== 'opened' || protection.canSeal);
  return { keyValue, plaintext, rendered: { ...rendered, isEditable, ...(protection && { protection }) } };
}

/** What keeps a value closed, in a sentence that does not name its document once more. */
async function whyLocked(error: unknown, connections: Connections): Promise<string> {
  if (error === undefined) {
    return vscode.l10n.t('It opens once the connection has the EncryptionConfiguration of its API server.');
  }
  const { errorSentence } = await import('../../host/errorSentences');
  return errorSentence(error, connections);
}

export interface DocumentSources {
  readonly connections: Connections;
  readonly atRest: AtRestValues;
  readonly heldValues: HeldValues;
  readonly pending: PendingKeys;
  readonly forms: ObjectForms;
  readonly revealed: RevealedSecrets;
}

/** Reads the document of a URI, connecting first where there is no connection; undefined for a key that does not exist. */
export async function loadDocument(uri: vscode.Uri, sources: DocumentSources): Promise<LoadedDocument | undefined> {
  const { connections, heldValues, pending, forms, revealed } = sources;
  const { connectionId, key, revision, format } = targetFromUri(uri);
  if (format === 'decoded') {
    revealed.check(uri);
  }
  const held = revision === undefined ? undefined : heldValues.find({ connectionId, key }, revision);
  const keyValue = held ?? (await readKey(await connections.reader(connectionId), key, { revision }));
  if (keyValue) {
    return renderKey(connectionId, keyValue, forms.formOf(uri), sources, format);
  }
  return pending.has(uri.toString()) ? { rendered: newDocument(key, forms.formOf(uri)) } : undefined;
}

/** Where an API server would look for an object, the user is about to write one. */
function newDocument(key: Uint8Array, { language }: ObjectForm): RenderedValue {
  return { content: emptyBytes, isEditable: true, format: 'text', ...(isObjectKey(key) && { language }) };
}
