import * as vscode from 'vscode';
import type { Connection } from '../../host/connections/connection';
import type { ConnectionServices } from '../../host/connections/createConnections';
import { connectAndTell } from './connectAndTell';
import { type ConnectionDraft, fieldsOf } from './connectionDraft';
import { acceptedValue } from './stepSequence';

/** Every field, so that a patch also takes out what the draft has no more. */
const emptyDraft = {
  tls: undefined,
  username: undefined,
  readOnly: undefined,
  production: undefined,
  label: undefined,
  color: undefined,
  delimiter: undefined,
  encryptionConfigurationFile: undefined,
  kmsPlugins: undefined,
  connectOnStart: undefined,
} satisfies Record<keyof Omit<ConnectionDraft, 'name' | 'endpoints'>, undefined>;

/** Shows the form of a connection and writes what was changed. One that was connected, or had failed to, is connected anew. */
export async function editConnection(
  services: Pick<ConnectionServices, 'connections' | 'connectionSettings' | 'connectionSecrets'>,
  { configuration: { id, ...before } }: Connection,
  otherNames: readonly string[],
): Promise<void> {
  const { askConnection } = await import('./connectionDialogs');
  const draft = acceptedValue(
    await askConnection(before, {
      place: { title: vscode.l10n.t("Edit Connection '{0}'", before.name) },
      acceptLabel: vscode.l10n.t('Save'),
      otherNames,
    }),
  );
  if (draft === undefined) {
    return;
  }
  const after = fieldsOf(draft);
  // A secret goes with what it opens; another user or key has another one. Before the change, which may reconnect.
  if (after.username !== before.username) {
    await services.connectionSecrets.remove(id, 'password');
  }
  if (after.tls?.keyFile !== before.tls?.keyFile) {
    await services.connectionSecrets.remove(id, 'passphrase');
  }
  const wasIdle = services.connections.find(id)?.state.kind === 'disconnected';
  await services.connectionSettings.update(id, { ...emptyDraft, ...after });
  if (!wasIdle) {
    await connectAndTell(services, id);
  }
}
