import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands } from '../../host/ids';
import type { Services } from '../../host/services';
import type { Audits } from './audits';
import { registerRawBytes } from './rawBytes';

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
    (await import('./createConfiguration')).createConfiguration(services),
  );
  disposables.add(registerRawBytes(services));
  return disposables;
}

async function createAudits(services: Services, disposables: DisposableStore): Promise<Audits> {
  const [{ Audits }, { AuditStatus }] = await Promise.all([import('./audits'), import('./auditStatus')]);
  return disposables.add(new Audits(services, disposables.add(new AuditStatus(services))));
}
