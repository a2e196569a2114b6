import * as vscode from 'vscode';
import { askConfigurationFile } from '../../host/atRest/askConfigurationFile';
import type { Services } from '../../host/services';
import type { AuditRequest } from './auditRun';

/**
 * Asks for the EncryptionConfiguration to hold the audit against: that of the connection, one found on this machine, any
 * other, or none. Undefined when the question was closed or the file cannot be used.
 */
export async function chooseConfiguration(
  services: Pick<Services, 'connections'>,
  request: AuditRequest,
): Promise<AuditRequest | undefined> {
  const { configurationFile, ...rest } = request;
  const own = services.connections.find(request.connectionId)?.configuration.encryptionConfigurationFile;
  const answer = await askConfigurationFile({
    title: vscode.l10n.t('Audit Encryption at Rest'),
    placeHolder: vscode.l10n.t('EncryptionConfiguration of the API server, to compare with; it is only read'),
    files: [configurationFile, own],
    without: {
      label: `$(circle-slash) ${vscode.l10n.t('Without a Configuration')}`,
      description: vscode.l10n.t('tells what is encrypted, not whether its key is current'),
    },
  });
  return answer && { ...rest, ...(answer.file !== undefined && { configurationFile: answer.file }) };
}
