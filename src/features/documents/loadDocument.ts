import * as vscode from 'vscode';
import { emptyBytes } from '../../core/base/bytes';
import type { KeyValue } from '../../core/base/keyValue';
import type { Connections } from '../../host/connections/connection';
import { targetFromUri } from '../../host/keyUri';
import { loadKubernetes } from '../../host/lazy';
import type { LoadedDocument } from './loadedDocument';
import type { PendingKeys } from './pendingKeys';

/** A key's value as a document. */
export async function renderKey(keyValue: KeyValue): Promise<LoadedDocument> {
  const { decodeValue, renderYaml, renderHex } = await loadKubernetes();
  const { renderValue } = await import('./renderValue');
  const decoded = decodeValue(keyValue.key, keyValue.value);
  return { keyValue, rendered: renderValue(decoded, { renderYaml, renderHex, l10n: vscode.l10n }) };
}

/** Reads the document of a URI, connecting first where there is no connection; undefined for a key that does not exist. */
export async function loadDocument(
  uri: vscode.Uri,
  { connections, pending }: { readonly connections: Connections; readonly pending: PendingKeys },
): Promise<LoadedDocument | undefined> {
  const { connectionId, key, revision } = targetFromUri(uri);
  const reader = await connections.reader(connectionId);
  const [keyValue] = (await reader.range({ key, revision })).keyValues;
  if (keyValue) {
    return renderKey(keyValue);
  }
  return pending.has(uri.toString())
    ? { rendered: { content: emptyBytes, isEditable: true, format: 'text' } }
    : undefined;
}
