import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';

/** Scheme of the read-only documents that show what the members answered. */
const statusScheme = 'etcd-status';

/** Read-only documents, one a connection; showing one again gives it a new text. */
export class StatusDocuments implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly texts = new Map<string, string>();

  constructor() {
    this.disposables.add(
      vscode.workspace.registerTextDocumentContentProvider(statusScheme, {
        onDidChange: this.changes.event,
        provideTextDocumentContent: uri => this.texts.get(uri.authority),
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === statusScheme) {
          this.texts.delete(uri.authority);
        }
      }),
    );
  }

  async show(connectionId: string, name: string, text: string): Promise<void> {
    const path = `/${vscode.l10n.t('{0} status', name.replaceAll('/', ' '))}.json`;
    const uri = vscode.Uri.from({ scheme: statusScheme, authority: connectionId, path });
    this.texts.set(connectionId, text);
    this.changes.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
