import type * as vscode from 'vscode';

const kinds = ['password', 'passphrase'] as const;
export type SecretKind = (typeof kinds)[number];

/**
 * The password of a connection's user and the passphrase of its key. What the user does not want stored is remembered
 * for this window only.
 */
export class ConnectionSecrets {
  private readonly untilClosed = new Map<string, string>();

  constructor(private readonly storage: vscode.SecretStorage) {}

  async get(connectionId: string, kind: SecretKind): Promise<string | undefined> {
    const name = secretName(connectionId, kind);
    return this.untilClosed.get(name) ?? (await this.storage.get(name));
  }

  remember(connectionId: string, kind: SecretKind, secret: string): void {
    this.untilClosed.set(secretName(connectionId, kind), secret);
  }

  async store(connectionId: string, kind: SecretKind, secret: string): Promise<void> {
    const name = secretName(connectionId, kind);
    await this.storage.store(name, secret);
    this.untilClosed.delete(name);
  }

  async remove(connectionId: string, kind: SecretKind): Promise<void> {
    const name = secretName(connectionId, kind);
    this.untilClosed.delete(name);
    await this.storage.delete(name);
  }

  async removeAll(connectionId: string): Promise<void> {
    for (const kind of kinds) {
      await this.remove(connectionId, kind);
    }
  }
}

function secretName(connectionId: string, kind: SecretKind): string {
  return `etcdscope.connection.${connectionId}.${kind}`;
}
