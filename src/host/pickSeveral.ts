import * as vscode from 'vscode';
import { DisposableStore } from '../core/base/disposable';

export interface SeveralQuestion {
  readonly title: string;
  readonly placeholder: string;
  /** Whether it stays when the focus goes elsewhere. */
  readonly ignoreFocusOut?: boolean;
}

/**
 * Lets the user choose any of the items; `picked` ones are chosen at first. It shows at once, busy until the items have
 * come, and takes no answer before: an Enter that came early would stand for "none of them", as it does in
 * `showQuickPick`.
 *
 * @returns the chosen items in their order, none perhaps; undefined when the question was closed.
 * @throws whatever the promise of items rejects with.
 */
export function pickSeveral<T extends vscode.QuickPickItem>(
  items: readonly T[] | Promise<readonly T[]>,
  { title, placeholder, ignoreFocusOut = false }: SeveralQuestion,
): Promise<readonly T[] | undefined> {
  const disposables = new DisposableStore();
  const pick = disposables.add(vscode.window.createQuickPick<T>());
  pick.title = title;
  pick.placeholder = placeholder;
  pick.ignoreFocusOut = ignoreFocusOut;
  pick.canSelectMany = true;
  pick.busy = true;
  const answer = new Promise<readonly T[] | undefined>((resolve, reject) => {
    disposables.add(
      pick.onDidAccept(() => {
        if (!pick.busy) {
          resolve(pick.items.filter(item => pick.selectedItems.includes(item)));
        }
      }),
    );
    disposables.add(pick.onDidHide(() => resolve(undefined)));
    Promise.resolve(items).then(come => {
      pick.items = come;
      pick.selectedItems = come.filter(({ picked }) => picked === true);
      pick.busy = false;
    }, reject);
  });
  pick.show();
  return answer.finally(() => disposables.dispose());
}
