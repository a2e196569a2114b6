import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands, extensionId } from '../../src/host/ids';
import { freePorts, type RunningEtcd, startEtcd } from '../support/etcd';
import { acceptUntilEnd } from './quickInput';
import { connectSoon, setConnections } from './testConnections';

function setting(): unknown {
  return vscode.workspace.getConfiguration('etcdscope').get('connections');
}

/** Answers whether it is connected now; undefined where there is no such connection. */
function connect(connectionId: string): Thenable<boolean | undefined> {
  return vscode.commands.executeCommand(commands.connect, { connectionId });
}

/** Presses Escape until the command has ended. */
async function closeUntilEnd(command: Thenable<unknown>): Promise<void> {
  let ended = false;
  const end = Promise.resolve(command).finally(() => {
    ended = true;
  });
  while (!ended) {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await Promise.race([end, sleep(100)]);
  }
  await end;
}

describe('connections', () => {
  let etcd: RunningEtcd;

  before(async function () {
    this.timeout(120_000);
    etcd = await startEtcd();
    await vscode.extensions.getExtension(extensionId)?.activate();
  });
  after(async () => {
    await setConnections(undefined);
    await etcd?.stop();
  });
  afterEach(() => vscode.commands.executeCommand('notifications.clearAll'));

  it('connects what the settings name, disconnects it, and connects it again', async () => {
    await setConnections([{ id: 'local', name: 'Local', endpoints: etcd.endpoints }]);
    assert.equal(await connectSoon('local'), true);
    assert.equal(await connect('local'), true, 'connecting twice does no harm');
    await vscode.commands.executeCommand(commands.disconnect, { connectionId: 'local' });
    assert.equal(await connect('local'), true);
  });

  it('says no where nothing listens, and yes once the endpoint is corrected', async () => {
    const [port] = await freePorts(1);
    await setConnections([{ id: 'wrong', name: 'Wrong', endpoints: [`http://127.0.0.1:${port}`] }]);
    assert.equal(await connectSoon('wrong'), false);
    assert.equal(await vscode.commands.executeCommand(commands.retryConnection, { connectionId: 'wrong' }), false);
    await setConnections([{ id: 'wrong', name: 'Right', endpoints: etcd.endpoints }]);
    while (!(await connect('wrong'))) {
      await sleep(50);
    }
  });

  it('uses the good entries of a setting with bad ones', async () => {
    await setConnections([
      7,
      { name: 'no endpoints' },
      { name: 'Bad', endpoints: ['nowhere'] },
      { id: 'good', name: 'Good', endpoints: etcd.endpoints },
    ]);
    assert.equal(await connectSoon('good'), true);
    assert.equal(await connect('bad'), undefined);
  });

  it('survives a setting that is no list', async () => {
    await setConnections({ name: 'not a list' });
    await setConnections([{ id: 'again', name: 'Again', endpoints: etcd.endpoints }]);
    assert.equal(await connectSoon('again'), true);
  });

  it('forgets a connection that is removed from the settings', async () => {
    await setConnections([{ id: 'gone', name: 'Gone', endpoints: etcd.endpoints }]);
    assert.equal(await connectSoon('gone'), true);
    await setConnections([]);
    while ((await connect('gone')) !== undefined) {
      await sleep(50);
    }
  });

  it('adds the cluster of etcdctl by Enter alone, keeping all other entries', async () => {
    const other = { name: 'Other', endpoints: ['http://10.0.0.1:2379'], somethingNew: { a: 1 } };
    await setConnections([other, 'not a connection']);
    process.env.ETCDCTL_ENDPOINTS = etcd.endpoints.join(',').replaceAll('http://', '');
    try {
      await acceptUntilEnd(vscode.commands.executeCommand(commands.addConnection));
    } finally {
      delete process.env.ETCDCTL_ENDPOINTS;
    }
    assert.deepEqual(setting(), [
      other,
      'not a connection',
      { id: 'localhost', name: 'localhost', endpoints: etcd.endpoints },
    ]);
    assert.equal(await connect('localhost'), true);
  });

  it('writes nothing when adding, editing or renaming is closed', async () => {
    const entries = [{ name: 'Local', endpoints: etcd.endpoints }];
    await setConnections(entries);
    assert.equal(await connectSoon('local'), true);
    for (const command of [commands.addConnection, commands.editConnection, commands.renameConnection]) {
      await closeUntilEnd(vscode.commands.executeCommand(command));
      assert.deepEqual(setting(), entries, command);
    }
  });

  it('saves an edited connection under its id, with all that it does not know', async () => {
    const [endpoint] = etcd.endpoints;
    await setConnections([{ name: 'Local One', endpoints: [endpoint], color: 'green', somethingNew: true }]);
    assert.equal(await connectSoon('local-one'), true);
    await acceptUntilEnd(vscode.commands.executeCommand(commands.editConnection, { connectionId: 'local-one' }));
    assert.deepEqual(setting(), [
      { id: 'local-one', name: 'Local One', endpoints: [endpoint], color: 'green', somethingNew: true },
    ]);
    assert.equal(await connect('local-one'), true);
  });
});
