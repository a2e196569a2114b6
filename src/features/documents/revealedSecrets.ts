import * as vscode from 'vscode';

/** Documents. Each is open while it is here. */
const mostRevealed = 100;

/**
 * Documents of decoded Secrets that the user asked for. A tab that VS Code brings back in a later window was not asked
 * for there, nor is one that something else opens by its URI: those show nothing.
 */
export class RevealedSecrets {
  private readonly uris = new Set<string>();

  reveal(uri: vscode.Uri): void {
    this.uris.add(uri.toString());
    const [oldest] = this.uris;
    if (this.uris.size > mostRevealed && oldest !== undefined) {
      this.uris.delete(oldest);
    }
  }

  /** @throws vscode.FileSystemError for a document that was not asked for. */
  check(uri: vscode.Uri): void {
    if (!this.uris.has(uri.toString())) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('Decoded data shows only when you ask for it. Open the Secret and choose Show Decoded Data.'),
      );
    }
  }

  forget(uri: vscode.Uri): void {
    this.uris.delete(uri.toString());
  }
}
