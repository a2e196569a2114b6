import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { commands, keyScheme } from '../../host/ids';
import type { EditBases } from './editBases';
import { isSecret } from './secretDocument';

/** Above the data of a Secret: a way to see it decoded. */
export function offerDecodedData(bases: EditBases): Disposable {
  const changes = new vscode.EventEmitter<void>();
  const listener = bases.onDidChange(() => changes.fire());
  const provider = vscode.languages.registerCodeLensProvider(
    { scheme: keyScheme },
    {
      onDidChangeCodeLenses: changes.event,
      provideCodeLenses: document => {
        const facts = bases.shownBy(document.uri.toString())?.facts;
        const found =
          facts && isSecret(facts) && !document.uri.query && /^(?: {2,4}"data"|data):/m.exec(document.getText());
        return found
          ? [
              new vscode.CodeLens(document.lineAt(document.positionAt(found.index)).range, {
                title: vscode.l10n.t('Show Decoded Data'),
                command: commands.showDecodedData,
                arguments: [document.uri],
              }),
            ]
          : [];
      },
    },
  );
  return {
    dispose: () => {
      provider.dispose();
      listener.dispose();
      changes.dispose();
    },
  };
}
