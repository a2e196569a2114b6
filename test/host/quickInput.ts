import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** Presses Enter in whatever quick input shows, until the command has ended. */
export async function acceptUntilEnd(command: Thenable<unknown>): Promise<void> {
  let ended = false;
  const end = Promise.resolve(command).finally(() => {
    ended = true;
  });
  while (!ended) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await Promise.race([end, sleep(100)]);
  }
  await end;
}
