import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import type { Connections } from '../../host/connections/connection';
import type { KeyTarget } from '../../host/keyTarget';
import { shortened } from '../../host/messageText';

/** What VS Code keeps for an extension from one window to the next. */
export type Memory = Pick<vscode.Memento, 'get' | 'update'>;

const memoryKey = 'savesPastApiServer';
/** Connections. One that falls out is asked about again. */
const mostRemembered = 200;

/**
 * Says, once for each connection and window, what a write past the Kubernetes API server means. The user may put the
 * question away for good, where there is a memory to keep that in. A connection that leads to other endpoints than before
 * is asked about again.
 */
export class SaveWarning {
  /** See {@link nameOf}. */
  private readonly warned = new Set<string>();

  constructor(
    private readonly connections: Pick<Connections, 'find'>,
    private readonly memory: Memory | undefined,
  ) {}

  isNeeded({ connectionId }: KeyTarget): boolean {
    const name = this.nameOf(connectionId);
    return !this.warned.has(name) && !this.remembered().includes(name);
  }

  /** @throws EtcdscopeError `cancelled` when the user would rather not. */
  async ask({ connectionId }: KeyTarget): Promise<void> {
    const save = vscode.l10n.t('Save');
    const never = vscode.l10n.t("Save and Don't Ask Again for This Connection");
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Write past the Kubernetes API server?'),
      { modal: true, detail: this.detail(connectionId) },
      save,
      ...(this.memory ? [never] : []),
    );
    if (answer === undefined) {
      throw new EtcdscopeError('cancelled');
    }
    const name = this.nameOf(connectionId);
    this.warned.add(name);
    if (answer === never) {
      await this.memory?.update(memoryKey, [name, ...this.remembered()].slice(0, mostRemembered));
    }
  }

  /** The connection with its endpoints. */
  private nameOf(connectionId: string): string {
    return [connectionId, ...(this.connections.find(connectionId)?.configuration.endpoints ?? [])].join(' ');
  }

  private detail(connectionId: string): string {
    const { name = connectionId, production = false } = this.connections.find(connectionId)?.configuration ?? {};
    const connection = shortened(name);
    return [
      production
        ? vscode.l10n.t('Connection: {0} (production)', connection)
        : vscode.l10n.t('Connection: {0}', connection),
      vscode.l10n.t(
        'A save goes straight into etcd. Admission and validation are bypassed: what the API server would refuse or complete is stored as you wrote it. Its watch cache, and with it every controller, sees the change as any other write.',
      ),
    ].join('\n');
  }

  private remembered(): readonly string[] {
    const remembered = this.memory?.get<unknown>(memoryKey);
    return Array.isArray(remembered) ? remembered.filter(id => typeof id === 'string') : [];
  }
}
