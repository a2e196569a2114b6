import * as vscode from 'vscode';
import { commands } from '../../host/ids';
import type { KeyTarget } from '../../host/keyTarget';
import type { Services } from '../../host/services';
import type { KeyAction } from '../../protocol/watch';
import { compareEvent, compareWithNow } from './compareEvent';
import type { EventEntry } from './listEntry';

/** What the menu of an event offers beside what the page itself does. */
export type EventAction = KeyAction | 'togglePin' | 'showHistory';

const commandOf = {
  open: commands.openKey,
  reveal: commands.revealInTree,
  showHistory: commands.showHistory,
  copyKey: commands.copyKey,
  delete: commands.deleteKey,
} as const;

/** Does with an event's key what the tree does with a row, by the same commands, and compares. */
export async function actOnKey(
  services: Services,
  target: KeyTarget,
  entry: EventEntry | undefined,
  action: Exclude<EventAction, 'pin' | 'unpin' | 'togglePin'>,
): Promise<void> {
  if (action === 'compare' || action === 'compareWithNow') {
    if (entry) {
      await (action === 'compare' ? compareEvent : compareWithNow)(services, target.connectionId, entry);
    }
    return;
  }
  await vscode.commands.executeCommand(commandOf[action], target);
}
