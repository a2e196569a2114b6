/** When the tree follows the clusters, and when it does not. What its rows show then: test/integration/features/autoRefresh. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { commands, settings, views } from '../../src/host/ids';
import { startTestCluster, type TestCluster, until } from './testCluster';

/** `startTestCluster` connects the window three times to one cluster. */
const connections = 3;

describe('auto-refresh', function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  const watches = async (): Promise<number> => {
    const metrics = await (await fetch(`${cluster.etcd.members[0]?.metricsUrl}/metrics`)).text();
    return Number(/^etcd_debugging_mvcc_watcher_total (\d+)$/m.exec(metrics)?.[1]);
  };
  const isSet = () => vscode.workspace.getConfiguration(settings.section).get(settings.autoRefresh);

  before(async () => {
    cluster = await startTestCluster();
    await cluster.store.put(bytesFromText('/registry/pods/default/web'), bytesFromText(''));
    await vscode.commands.executeCommand(`${views.keyspace}.focus`);
  });
  after(async () => {
    await vscode.commands.executeCommand(commands.stopAutoRefresh);
    await vscode.workspace
      .getConfiguration(settings.section)
      .update(settings.autoRefresh, undefined, vscode.ConfigurationTarget.Global);
    await cluster?.stop();
  });

  it('is off until somebody wants it', async () => {
    assert.equal(isSet(), false);
    assert.equal(await watches(), 0);
  });

  it('watches each cluster once while the view shows, and not while it is hidden', async () => {
    await vscode.commands.executeCommand(commands.startAutoRefresh);
    assert.equal(isSet(), true);
    await until(async () => (await watches()) === connections);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await until(async () => (await watches()) === 0);
    await vscode.commands.executeCommand(`${views.keyspace}.focus`);
    await until(async () => (await watches()) === connections);
  });

  it('lets go of a cluster that is disconnected', async () => {
    await vscode.commands.executeCommand(commands.disconnect, { connectionId: 'frozen' });
    await until(async () => (await watches()) === connections - 1);
  });

  it('ends when it is switched off', async () => {
    await vscode.commands.executeCommand(commands.stopAutoRefresh);
    assert.equal(isSet(), false);
    await until(async () => (await watches()) === 0);
  });
});
