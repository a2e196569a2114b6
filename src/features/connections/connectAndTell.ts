import * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import { commands } from '../../host/ids';
import type { ConnectionTarget } from '../../host/keyTarget';
import type { Services } from '../../host/services';

/**
 * Connects and answers whether it is connected now. A failure is told with a way to correct the connection, without
 * waiting for the user; cancelling ends in silence.
 */
export async function connectAndTell(services: Pick<Services, 'connections'>, connectionId: string): Promise<boolean> {
  try {
    await services.connections.connect(connectionId);
    return true;
  } catch (error) {
    if (!hasCode(error, 'cancelled')) {
      const { errorSentence } = await import('../../host/errorSentences');
      const isSnapshot = services.connections.find(connectionId)?.configuration.snapshot !== undefined;
      void tell(errorSentence(error, services.connections), { connectionId }, isSnapshot);
    }
    return false;
  }
}

async function tell(sentence: string, target: ConnectionTarget, isSnapshot: boolean): Promise<void> {
  const correct = isSnapshot ? vscode.l10n.t('Close Snapshot') : vscode.l10n.t('Edit Connection…');
  const showLog = vscode.l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(sentence, correct, showLog);
  if (answer === correct) {
    await vscode.commands.executeCommand(isSnapshot ? commands.closeSnapshot : commands.editConnection, target);
  } else if (answer === showLog) {
    await vscode.commands.executeCommand(commands.showLog);
  }
}
