import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EtcdscopeError } from '../../src/core/base/errors';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { ClusterMemory } from '../../src/features/dashboard/clusterMemory';
import { DashboardPanel } from '../../src/features/dashboard/dashboardPanel';
import { StatusDocuments } from '../../src/features/dashboard/statusDocuments';
import type { Connection } from '../../src/host/connections/connection';
import { commands, extensionId } from '../../src/host/ids';
import { Log } from '../../src/host/log';
import type { Services } from '../../src/host/services';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { closeEditors, until } from './testCluster';
import { setConnections, untilConnected } from './testConnections';

const connectionId = 'watched';

describe('the member dashboard', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let log: Log;
  let documents: StatusDocuments;

  before(async function () {
    this.timeout(120_000);
    etcd = await startEtcd({ members: 3 });
    store = await openEtcd({ endpoints: etcd.endpoints });
    // Not disposed of: its channel is that of the extension under development, which goes on writing to it.
    log = new Log();
    documents = new StatusDocuments();
    await vscode.extensions.getExtension(extensionId)?.activate();
    await setConnections([{ id: connectionId, name: 'Watched', endpoints: etcd.endpoints }]);
    await untilConnected(connectionId);
  });
  after(async () => {
    await closeEditors();
    await setConnections(undefined);
    documents?.dispose();
    store?.close();
    await etcd?.stop();
  });
  afterEach(closeEditors);

  const memory = new ClusterMemory();
  /** Opens one as the extension does, to look at what it tells its page. */
  const open = (state: Connection['state'] = { kind: 'connected', reader: store, store, version: '3.5' }) => {
    const connection: Connection = {
      configuration: { id: connectionId, name: 'Watched', endpoints: etcd.endpoints },
      state,
    };
    const services = {
      extensionUri: vscode.extensions.getExtension(extensionId)?.extensionUri,
      log,
      connections: {
        all: [connection],
        find: () => connection,
        connect: async () => {
          if (state.kind === 'failed') {
            throw state.error;
          }
        },
        onDidChangeState: () => ({ dispose: () => undefined }),
      },
    } as unknown as Services;
    return new DashboardPanel(services, connectionId, { documents, memory });
  };

  it('opens one tab a connection, by the command and by its row', async () => {
    await vscode.commands.executeCommand(commands.showDashboard, { connectionId });
    await until(() => panels().length === 1);
    assert.match(panels()[0]?.label ?? '', /Watched/);
    await vscode.commands.executeCommand(commands.showDashboard);
    assert.equal(panels().length, 1, 'the only connection, which has its tab');
  });

  it('closes with its connection', async () => {
    await vscode.commands.executeCommand(commands.showDashboard, { connectionId });
    await until(() => panels().length === 1);
    const { endpoints } = etcd;
    await setConnections([]);
    await until(() => panels().length === 0);
    await setConnections([{ id: connectionId, name: 'Watched', endpoints }]);
    await untilConnected(connectionId);
  });

  it('tells each member by its own answer', async () => {
    const panel = open();
    await until(() => panel.view?.quorum !== undefined);
    const view = panel.view;
    assert.ok(view);
    assert.deepEqual(
      view.members.map(({ name, reach, endpoints }) => [name, reach, endpoints[0]]),
      etcd.endpoints.map((endpoint, index) => [`member${index + 1}`, 'reachable', endpoint]),
    );
    assert.equal(view.members.filter(({ role }) => role === 'leader').length, 1);
    assert.equal(view.quorum?.sentence, 'All 3 voting members answer. One more may fail.');
    panel.dispose();
  });

  it('looks only while it is on screen', async () => {
    const panel = open();
    await until(() => panel.view?.phase === 'live');
    assert.equal(panel.isLooking, true);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'in front' }));
    await until(() => !panel.isLooking);
    panel.reveal();
    await until(() => panel.isLooking);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(() => panels().length === 0);
    assert.equal(panel.isLooking, false, 'nothing goes on after the tab is closed');
  });

  it('goes on with what was seen before its tab was closed', async () => {
    const { history } = memory;
    const first = open();
    await until(() => history.view.times.length > 0);
    first.dispose();
    const [oldest] = history.view.times;
    const count = history.view.times.length;
    const second = open();
    await until(() => history.view.times.length > count);
    assert.equal(history.view.times[0], oldest);
    second.dispose();
  });

  it('shows a member that ends, and that it is back', async () => {
    const panel = open();
    const reach = () => panel.view?.members[2]?.reach;
    await until(() => reach() === 'reachable');
    await etcd.members[2]?.kill();
    await until(() => reach() === 'unreachable');
    assert.equal(panel.view?.members[2]?.name, 'member3', 'the others know its name');
    // What was under way when it ended failed in a way of its own.
    await until(() => /refused the connection/.test(panel.view?.members[2]?.notes[0]?.text ?? ''));
    await etcd.members[2]?.restart();
    await until(() => reach() === 'reachable');
    panel.dispose();
  });

  it('says why there is nothing to show', async () => {
    const failed = open({ kind: 'failed', error: new EtcdscopeError('tls.unknownAuthority', { connectionId }) });
    await until(() => failed.view?.phase === 'failed');
    assert.match(failed.view?.problem ?? '', /authority/);
    failed.dispose();
    const ended = open({ kind: 'disconnected' });
    await until(() => ended.view?.phase === 'failed');
    assert.equal(ended.view?.problem, "'Watched' is not connected. Refresh connects it.");
    ended.dispose();
  });

  it('shows the status as a document that cannot be edited, and anew', async () => {
    // Made here, as VS Code asks the latest one first, and the extension may have made its own.
    const shown = new StatusDocuments();
    for (const text of ['[1]\n', '[2]\n']) {
      await shown.show(connectionId, 'Watched', text);
      await until(() => vscode.window.activeTextEditor?.document.getText() === text);
    }
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'json');
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(document?.isDirty, false);
    shown.dispose();
  });
});

function panels(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('etcdscope.dashboard'));
}
