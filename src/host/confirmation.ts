import * as vscode from 'vscode';
import { withoutLinks } from './messageText';

/** Asks in a dialog that stands in the way. False when it was closed by any other means than its one button. */
export async function confirmDanger(question: {
  readonly message: string;
  readonly detail?: string;
  readonly confirmLabel: string;
}): Promise<boolean> {
  const { message, detail, confirmLabel } = question;
  const options: vscode.MessageOptions = { modal: true, ...(detail !== undefined && { detail }) };
  return (await vscode.window.showWarningMessage(message, options, confirmLabel)) === confirmLabel;
}

/** Asks for a text to be typed out, so that a hand on the Enter key alone cannot confirm. False when it was closed. */
export async function confirmByTyping(question: {
  readonly title: string;
  readonly prompt: string;
  readonly expected: string;
}): Promise<boolean> {
  const { title, prompt, expected } = question;
  const instruction = withoutLinks(vscode.l10n.t('Type {0} to confirm.', expected));
  const typed = await vscode.window.showInputBox({
    title,
    prompt: withoutLinks(prompt),
    placeHolder: expected,
    ignoreFocusOut: true,
    // Also while the text is still on its way: only an error keeps Enter from accepting.
    validateInput: value => (value === expected ? undefined : instruction),
  });
  return typed === expected;
}
