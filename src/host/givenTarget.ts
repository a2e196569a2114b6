import * as vscode from 'vscode';
import { keyScheme } from './ids';
import { isKeyTarget } from './keyTarget';
import { type DocumentTarget, targetFromUri } from './keyUri';

/**
 * The key that a command was called for: that of a row, of an editor's title, which passes its URI, or of the active
 * editor where the palette passes nothing. Undefined where none of them is a key.
 */
export function givenTarget(given: unknown): DocumentTarget | undefined {
  if (isKeyTarget(given)) {
    return given;
  }
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === keyScheme ? targetFromUri(uri) : undefined;
}
