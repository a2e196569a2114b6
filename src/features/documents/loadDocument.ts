import * as vscode from 'vscode';
import { emptyBytes } from '../../core/base/bytes';
import type { KeyValue } from '../../core/base/keyValue';
import type { Connections } from '../../host/connections/connection';
import type { HeldValues } from '../../host/heldValues';
import { type DocumentFormat, targetFromUri } from '../../host/keyUri';
import { loadKubernetes } from '../../host/lazy';
import { isObjectKey, type ObjectForm } from './documentFormat';
import type { LoadedDocument, RenderedValue } from './loadedDocument';
import type { ObjectForms } from './objectForms';
import type { PendingKeys } from './pendingKeys';
import type { RevealedSecrets } from './revealedSecrets';

/** A key's value as a document: in the form that suits it, or in another one that its URI names. */
export async function renderKey(
  keyValue: KeyValue,
  form: ObjectForm,
  format?: DocumentFormat,
): Promise<LoadedDocument> {
  const { key, value } = keyValue;
  const { decodeValue, renderYaml, renderJson, renderHex } = await loadKubernetes();
  const tools = { renderYaml, renderJson, renderHex, l10n: vscode.l10n };
  const decoded = decodeValue(key, value);
  if (format !== undefined) {
    const { renderAs } = await import('./renderAs');
    return { keyValue, rendered: renderAs(decoded, format, form, tools) };
  }
  const { renderValue } = await import('./renderValue');
  return { keyValue, rendered: renderValue(key, decoded, form, tools) };
}

export interface DocumentSources {
  readonly connections: Connections;
  readonly heldValues: HeldValues;
  readonly pending: PendingKeys;
  readonly forms: ObjectForms;
  readonly revealed: RevealedSecrets;
}

/** Reads the document of a URI, connecting first where there is no connection; undefined for a key that does not exist. */
export async function loadDocument(
  uri: vscode.Uri,
  { connections, heldValues, pending, forms, revealed }: DocumentSources,
): Promise<LoadedDocument | undefined> {
  const { connectionId, key, revision, format } = targetFromUri(uri);
  if (format === 'decoded') {
    revealed.check(uri);
  }
  const held = revision === undefined ? undefined : heldValues.find({ connectionId, key }, revision);
  if (held) {
    const { keyValue } = held;
    // Of a key that was not there, the empty side of a comparison.
    return keyValue
      ? renderKey(keyValue, forms.formOf(uri), format)
      : { rendered: { ...newDocument(key, forms.formOf(uri)), isEditable: false } };
  }
  const reader = await connections.reader(connectionId);
  const [keyValue] = (await reader.range({ key, revision })).keyValues;
  if (keyValue) {
    return renderKey(keyValue, forms.formOf(uri), format);
  }
  return pending.has(uri.toString()) ? { rendered: newDocument(key, forms.formOf(uri)) } : undefined;
}

/** Where an API server would look for an object, the user is about to write one. */
function newDocument(key: Uint8Array, { language }: ObjectForm): RenderedValue {
  return { content: emptyBytes, isEditable: true, format: 'text', ...(isObjectKey(key) && { language }) };
}
