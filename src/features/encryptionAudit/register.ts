import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands, rawBytesScheme } from '../../host/ids';
import type { Services } from '../../host/services';
import type { Audits } from './audits';
import type { RawBytes } from './rawBytes';

/** Encryption at rest: the audit of a store, the proof for one key, and a new configuration. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  let audits: Promise<Audits> | undefined;
  const loadAudits = () => {
    audits ??= createAudits(services, disposables);
    return audits;
  };
  const add = (id: CommandId, handler: (target: unknown) => unknown) =>
    disposables.add(registerCommand(services, id, handler));

  add(commands.auditEncryption, async target => (await loadAudits()).audit(target));
  add(commands.showEncryptionAudit, async target => (await loadAudits()).show(target));
  add(commands.createEncryptionConfiguration, async () =>
    (await import('./createConfiguration')).createConfiguration(),
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

async function createAudits(services: Services, disposables: DisposableStore): Promise<Audits> {
  const [{ Audits }, { AuditStatus }] = await Promise.all([import('./audits'), import('./auditStatus')]);
  return disposables.add(new Audits(services, disposables.add(new AuditStatus(services))));
}
