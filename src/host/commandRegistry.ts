import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable';
import { hasCode } from '../core/base/errors';
import { type CommandId, commands } from './ids';
import type { Services } from './services';

/**
 * Registers a command whose failures end in one sentence with a way to the log. A cancelled command ends in silence.
 * The handler gets what the caller passed, unchecked: rows pass a target, the palette passes nothing.
 */
export function registerCommand(
  services: Pick<Services, 'log' | 'connections'>,
  id: CommandId,
  handler: (...args: readonly unknown[]) => unknown,
): Disposable {
  return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
    try {
      return await handler(...args);
    } catch (error) {
      if (!hasCode(error, 'cancelled')) {
        services.log.error(id, error);
        void showError(services, error);
      }
      return undefined;
    }
  });
}

/** Shows the error's sentence without waiting for the user to close it. */
export async function showError(services: Pick<Services, 'connections'>, error: unknown): Promise<void> {
  const { errorSentence } = await import('./errorSentences');
  const showLog = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(errorSentence(error, services.connections), showLog)) === showLog) {
    await vscode.commands.executeCommand(commands.showLog);
  }
}
