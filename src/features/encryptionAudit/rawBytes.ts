import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { EtcdscopeError } from '../../core/base/errors';
import { keyFromPath, pathFromKey } from '../../core/keyspace/keyPath';
import { keyText } from '../../core/keyspace/keyText';
import { keyScheme, rawBytesScheme } from '../../host/ids';
import { isKeyTarget, type KeyTarget } from '../../host/keyTarget';
import { targetFromUri } from '../../host/keyUri';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import { decorateRawBytes } from './rawBytesDecorations';
import { provideRawBytes } from './rawBytesDocument';

/** The proof view: any key's value as it lies in etcd, each run of bytes with what it is. */
export class RawBytes implements Disposable {
  private readonly disposables = new DisposableStore();

  /** @param changed has VS Code read a document again. */
  constructor(
    private readonly services: Services,
    private readonly changed: (uri: vscode.Uri) => void,
  ) {
    const decorate = () => {
      const shown = vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === rawBytesScheme);
      if (shown.length > 0) {
        decorateRawBytes(shown, this.disposables);
      }
    };
    this.disposables.add(vscode.window.onDidChangeVisibleTextEditors(decorate));
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === rawBytesScheme) {
          decorate();
        }
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  provide(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    return provideRawBytes(this.services, targetOfRawBytes(uri), uri, token);
  }

  /** Shows the bytes of a row's key, or of that in the active editor. */
  async show(target: unknown): Promise<void> {
    const key = isKeyTarget(target) ? target : targetOfEditor();
    if (key === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a key first, to see its bytes.'));
      return;
    }
    const uri = rawBytesUri(key);
    // A document that is still open is read again: the bytes of now are asked for.
    this.changed(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

/** The tab reads `NAME (raw bytes)`; the key itself is in the query, where nothing is lost of it. */
export function rawBytesUri({ connectionId, key, revision }: KeyTarget): vscode.Uri {
  const name = shortened(keyText(key)).split('/').at(-1);
  const path = `/${vscode.l10n.t('{0} (raw bytes)', name || '/')}`;
  return vscode.Uri.from({
    scheme: rawBytesScheme,
    authority: connectionId,
    path,
    query: pathFromKey(key),
    fragment: revision === undefined ? '' : `revision=${revision}`,
  });
}

/** @throws EtcdscopeError `key.invalid` for any URI that {@link rawBytesUri} does not make. */
export function targetOfRawBytes({ scheme, authority, query, fragment }: vscode.Uri): KeyTarget {
  const [, revision] = /^revision=([1-9]\d{0,18})$/.exec(fragment) ?? [];
  if (scheme !== rawBytesScheme || authority === '' || (fragment !== '' && revision === undefined)) {
    throw new EtcdscopeError('key.invalid', { path: query });
  }
  return {
    connectionId: authority,
    key: keyFromPath(query),
    ...(revision !== undefined && { revision: BigInt(revision) }),
  };
}

function targetOfEditor(): KeyTarget | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === keyScheme ? targetFromUri(uri) : undefined;
}
