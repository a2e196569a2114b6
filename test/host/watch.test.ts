import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { compareEvent } from '../../src/features/watch/compareEvent';
import { type EventEntry, entryOfEvent } from '../../src/features/watch/listEntry';
import { HeldValues } from '../../src/host/heldValues';
import { commands } from '../../src/host/ids';
import { uriFromKey } from '../../src/host/keyUri';
import { watchersOf } from '../support/etcd/watchers';
import { acceptUntilEnd } from './quickInput';
import { closeEditors, startTestCluster, type TestCluster, until } from './testCluster';

const connectionId = 'writable';
const hostileKey = '/registry/pods/<img src=x onerror=alert(1)>/](command:etcdscope.showLog)\u202e';

describe('a watch', function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());
  afterEach(closeEditors);

  const watch = async (target: object) => {
    await acceptUntilEnd(vscode.commands.executeCommand(commands.watch, target));
  };
  const watchers = () => watchersOf(cluster.etcd);

  it('goes from a row of the tree to a panel, with Enter alone', async () => {
    await watch({ connectionId, prefix: bytesFromText('/registry/pods/') });
    await until(() => panels().length === 1);
    assert.equal(panels()[0]?.label, 'Watch: pods');
    await until(async () => (await watchers()) === 1);
  });

  it('may be one of several, of keys, prefixes and whole connections', async () => {
    await watch({ connectionId, key: bytesFromText('/a') });
    await watch({ connectionId, prefix: bytesFromText('/b/') });
    await watch({ connectionId: 'frozen' });
    await until(() => panels().length === 3);
    await until(async () => (await watchers()) === 3);
    assert.deepEqual(
      panels().map(({ label }) => label),
      ['Watch: a', 'Watch: b', 'Watch: Frozen'],
    );
  });

  it('leaves nothing running when its tab is closed', async () => {
    await watch({ connectionId, prefix: bytesFromText('/') });
    await until(async () => (await watchers()) === 1);
    await closeEditors();
    await until(() => panels().length === 0);
    await until(async () => (await watchers()) === 0);
  });

  it('goes on while its tab is hidden, and ends with its connection', async () => {
    await watch({ connectionId, prefix: bytesFromText('/') });
    await until(async () => (await watchers()) === 1);
    await cluster.store.put(bytesFromText('/open'), bytesFromText('text'));
    await vscode.commands.executeCommand(commands.openKey, { connectionId, key: bytesFromText('/open') });
    await until(() => vscode.window.activeTextEditor !== undefined);
    assert.equal(await watchers(), 1);
    await vscode.commands.executeCommand(commands.disconnect, { connectionId });
    await until(async () => (await watchers()) === 0);
    assert.equal(panels().length, 1, 'the panel stays, with what it has seen');
    await vscode.commands.executeCommand(commands.connect, { connectionId });
  });

  it('opens before and after side by side, whatever the key is', async () => {
    const key = bytesFromText(hostileKey);
    const pod = (phase: string) =>
      bytesFromText(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, status: { phase } }));
    const { revision } = await cluster.store.put(key, pod('Pending'));
    const events = cluster.store.watch({ key, startRevision: revision, previous: true });
    await cluster.store.put(key, pod('Running'));
    const entries: EventEntry[] = [];
    for await (const updates of events) {
      const puts = updates.flatMap(update => (update.type === 'put' ? [update] : []));
      entries.push(...puts.map(event => entryOfEvent(event, { id: 0, time: Date.now(), isEarlier: false })));
      if (entries.length === 2) {
        break;
      }
    }
    const heldValues = new HeldValues();
    const sidesOf = async (entry: EventEntry | undefined) => {
      assert.ok(entry);
      await compareEvent({ heldValues } as unknown as Parameters<typeof compareEvent>[0], connectionId, entry);
      assert.ok(heldValues.find({ connectionId, key }, entry.modRevision));
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      assert.ok(input instanceof vscode.TabInputTextDiff);
      return Promise.all([input.original, input.modified].map(uri => vscode.workspace.openTextDocument(uri)));
    };
    const [nothing, created] = await sidesOf(entries[0]);
    assert.equal(nothing?.getText(), '');
    assert.match(created?.getText() ?? '', /phase: Pending/);
    const [before, after] = await sidesOf(entries[1]);
    assert.match(before?.getText() ?? '', /phase: Pending/);
    assert.match(after?.getText() ?? '', /phase: Running/);
    assert.ok(after);
    // The language is set once the document stands.
    await until(async () => (await vscode.workspace.openTextDocument(after.uri)).languageId === 'yaml');
    assert.equal(after.uri.toString(), uriFromKey({ connectionId, key }, { revision: revision + 1n }).toString());
  });
});

function panels(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('etcdscope.watch'));
}
