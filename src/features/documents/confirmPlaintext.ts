import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import { keyText } from '../../core/keyspace/keyText';
import type { Connections } from '../../host/connections/connection';
import type { KeyTarget } from '../../host/keyTarget';
import { shortened, withoutLinks } from '../../host/messageText';

/**
 * Asks before a value that is encrypted is replaced by one that is not.
 * @throws EtcdscopeError `cancelled` when the user would rather not.
 */
export async function confirmPlaintext(
  connections: Pick<Connections, 'find'>,
  { connectionId, key }: KeyTarget,
): Promise<void> {
  const write = vscode.l10n.t('Write Plaintext');
  const { name = connectionId, production = false } = connections.find(connectionId)?.configuration ?? {};
  const detail = [
    production
      ? vscode.l10n.t('Connection: {0} (production)', shortened(name))
      : vscode.l10n.t('Connection: {0}', shortened(name)),
    vscode.l10n.t(
      'The EncryptionConfiguration has no key for what is written under it: either "identity" comes first there, or it does not name the resource. Whoever reads etcd, its data directory or a backup will read the value. The API server would write it so as well.',
    ),
  ].join('\n');
  const message = withoutLinks(vscode.l10n.t("'{0}' is encrypted. Write it as plaintext?", shortened(keyText(key))));
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, write)) !== write) {
    throw new EtcdscopeError('cancelled');
  }
}
