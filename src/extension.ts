import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from './core/base/disposable';
import { register as registerCompare } from './features/compare/register';
import { register as registerConnections } from './features/connections/register';
import { register as registerDashboard } from './features/dashboard/register';
import { register as registerDocuments } from './features/documents/register';
import { register as registerEncryptionAudit } from './features/encryptionAudit/register';
import { register as registerHealth } from './features/health/register';
import { register as registerHistory } from './features/history/register';
import { register as registerKeys } from './features/keys/register';
import { register as registerKeyspace } from './features/keyspace/register';
import { register as registerReferences } from './features/references/register';
import { register as registerSnapshot } from './features/snapshot/register';
import { register as registerWatch } from './features/watch/register';
import { createAtRestValues } from './host/atRest/createAtRestValues';
import { createConnections } from './host/connections/createConnections';
import { HeldValues } from './host/heldValues';
import { createKeyChanges } from './host/keyChanges';
import { Log } from './host/log';
import { registerMissingDocuments } from './host/missingDocuments';

/** Builds what all features share, then the features on top. Everything goes again with the window. */
export function activate(context: vscode.ExtensionContext): void {
  const disposables = new DisposableStore();
  context.subscriptions.push(disposables);
  const own = <T extends Disposable>(item: T): T => disposables.add(item);

  const log = own(new Log());
  const { connections, connectionSettings, connectionSecrets, openSnapshots } = own(createConnections(log, context));
  const keyChanges = own(createKeyChanges());
  const atRest = own(createAtRestValues({ connections, log }));
  const heldValues = new HeldValues();
  own(registerMissingDocuments());
  const services = { extensionUri: context.extensionUri, log, connections, keyChanges, atRest, heldValues };

  own(registerConnections({ ...services, connectionSettings, connectionSecrets, openSnapshots }));
  own(registerKeyspace(services));
  own(registerDocuments({ ...services, memory: context.globalState }));
  own(registerReferences(services));
  own(registerKeys(services));
  own(registerEncryptionAudit({ ...services, memory: context.globalState }));
  own(registerHistory(services));
  own(registerWatch(services));
  own(registerSnapshot({ ...services, openSnapshots, memory: context.globalState }));
  own(registerCompare(services));
  own(registerDashboard(services));
  own(registerHealth(services));
}
