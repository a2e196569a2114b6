import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import type { ConnectionConfiguration } from '../../host/connections/connection';
import { type CommandId, commands, memoryKeys, rawBytesScheme, rolloutScheme } from '../../host/ids';
import type { Services } from '../../host/services';
import type { Audits } from './audits';
import type { RawBytes } from './rawBytes';
import type { Memory } from './verdictMemory';

/**
 * Encryption at rest: the audit of a store, the proof for one key, and a new configuration.
 *
 * @param services `memory` keeps from one window to the next what the status bar says of each connection.
 */
export function register(services: Services & { readonly memory?: Memory }): Disposable {
  const disposables = new DisposableStore();
  let auditing: Promise<Auditing> | undefined;
  const loadAuditing = () => {
    auditing ??= createAuditing(services, disposables);
    return auditing;
  };
  const loadAudits = async () => (await loadAuditing()).audits;
  disposables.add(
    services.connections.onDidChangeState(({ configuration, state }) => {
      if (state.kind === 'connected' && services.memory?.get(memoryKeys.encryptionVerdicts) !== undefined) {
        loadAuditing().then(
          ({ showKept }) => showKept(configuration),
          error => services.log.error('Showing the verdict of an earlier audit', error),
        );
      }
    }),
  );
  const add = (id: CommandId, handler: (target: unknown) => unknown) =>
    disposables.add(registerCommand(services, id, handler));

  add(commands.auditEncryption, async target => (await loadAudits()).audit(target));
  add(commands.showEncryptionAudit, async target => (await loadAudits()).show(target));
  add(commands.createEncryptionConfiguration, async () =>
    (await import('./createConfiguration')).createConfiguration(),
  );

  disposables.add(
    vscode.workspace.registerTextDocumentContentProvider(rolloutScheme, {
      provideTextDocumentContent: async uri => (await import('./rolloutDocument')).textOfRollout(uri),
    }),
  );

  const rawBytesChanges = disposables.add(new vscode.EventEmitter<vscode.Uri>());
  let rawBytes: Promise<RawBytes> | undefined;
  const loadRawBytes = () => {
    rawBytes ??= import('./rawBytes').then(({ RawBytes }) =>
      disposables.add(new RawBytes(services, uri => rawBytesChanges.fire(uri))),
    );
    return rawBytes;
  };
  disposables.add(
    vscode.workspace.registerTextDocumentContentProvider(rawBytesScheme, {
      onDidChange: rawBytesChanges.event,
      provideTextDocumentContent: async (uri, token) => (await loadRawBytes()).provide(uri, token),
    }),
  );
  add(commands.showRawBytes, async target => (await loadRawBytes()).show(target));
  return disposables;
}

interface Auditing {
  readonly audits: Audits;
  /** Says in the status bar what an earlier window found out. */
  showKept(connection: ConnectionConfiguration): void;
}

async function createAuditing(
  services: Services & { readonly memory?: Memory },
  disposables: DisposableStore,
): Promise<Auditing> {
  const [{ Audits }, { AuditStatus }, { VerdictMemory }] = await Promise.all([
    import('./audits'),
    import('./auditStatus'),
    import('./verdictMemory'),
  ]);
  const verdicts = services.memory && new VerdictMemory(services.memory);
  const status = disposables.add(new AuditStatus(services));
  const audits = disposables.add(new Audits(services, status, verdicts));
  return {
    audits,
    showKept: connection => {
      const kept = verdicts?.get(connection);
      if (kept && !status.has(connection.id)) {
        status.set(connection.id, kept);
      }
    },
  };
}
