import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { EtcdscopeError } from '../../core/base/errors';
import { keyFromPath, pathFromKey } from '../../core/keyspace/keyPath';
import { keyText } from '../../core/keyspace/keyText';
import { registerCommand } from '../../host/commandRegistry';
import { commands, keyScheme } from '../../host/ids';
import { isKeyTarget, type KeyTarget } from '../../host/keyTarget';
import { targetFromUri } from '../../host/keyUri';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';

/** Scheme of the read-only documents that show a value byte by byte. */
export const rawBytesScheme = 'etcd-raw';

/** The proof view: any key's value as it lies in etcd, each run of bytes with what it is. */
export function registerRawBytes(services: Services): Disposable {
  const disposables = new DisposableStore();
  const changes = disposables.add(new vscode.EventEmitter<vscode.Uri>());
  disposables.add(
    vscode.workspace.registerTextDocumentContentProvider(rawBytesScheme, {
      onDidChange: changes.event,
      provideTextDocumentContent: async (uri, token) =>
        (await import('./rawBytesDocument')).provideRawBytes(services, targetOfRawBytes(uri), uri, token),
    }),
  );
  disposables.add(
    registerCommand(services, commands.showRawBytes, async target => {
      const key = isKeyTarget(target) ? target : targetOfEditor();
      if (key === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a key first, to see its bytes.'));
        return;
      }
      const uri = rawBytesUri(key);
      // A document that is still open is read again: the bytes of now are asked for.
      changes.fire(uri);
      await vscode.window.showTextDocument(uri, { preview: true });
    }),
  );
  disposables.add(decorateWhenShown(services));
  return disposables;
}

/** The tab reads `NAME (raw bytes)`; the key itself is in the query, where nothing is lost of it. */
export function rawBytesUri({ connectionId, key }: KeyTarget): vscode.Uri {
  const name = shortened(keyText(key)).split('/').at(-1);
  const path = `/${vscode.l10n.t('{0} (raw bytes)', name || '/')}`;
  return vscode.Uri.from({ scheme: rawBytesScheme, authority: connectionId, path, query: pathFromKey(key) });
}

/** @throws EtcdscopeError `key.invalid` for any URI that {@link rawBytesUri} does not make. */
export function targetOfRawBytes({ scheme, authority, query }: vscode.Uri): KeyTarget {
  if (scheme !== rawBytesScheme || authority === '') {
    throw new EtcdscopeError('key.invalid', { path: query });
  }
  return { connectionId: authority, key: keyFromPath(query) };
}

function targetOfEditor(): KeyTarget | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === keyScheme ? targetFromUri(uri) : undefined;
}

/** Colours follow once such a document is on screen; until then nothing of them is loaded. */
function decorateWhenShown({ log }: Pick<Services, 'log'>): Disposable {
  const disposables = new DisposableStore();
  const decorate = async () => {
    const shown = vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === rawBytesScheme);
    if (shown.length > 0) {
      const { decorateRawBytes } = await import('./rawBytesDecorations');
      decorateRawBytes(shown, disposables);
    }
  };
  const decorateInBackground = () => {
    decorate().catch((error: unknown) => log.error('Colouring raw bytes', error));
  };
  disposables.add(vscode.window.onDidChangeVisibleTextEditors(decorateInBackground));
  disposables.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === rawBytesScheme) {
        decorateInBackground();
      }
    }),
  );
  return disposables;
}
