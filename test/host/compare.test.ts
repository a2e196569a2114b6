import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import type { ListedDifference } from '../../src/features/compare/differenceList';
import type { DifferenceNode } from '../../src/features/compare/differenceTree';
import { snapshotEntry } from '../../src/features/snapshot/snapshotEntry';
import { commands } from '../../src/host/ids';
import { skip } from '../support/skip';
import { answering, closeEditors, startTestCluster, type TestCluster, until, valueText } from './testCluster';

const bytes = bytesFromText;

describe('comparing and restoring', function () {
  this.timeout(60_000);
  let directory: string;
  let path: string;
  let cluster: TestCluster;
  let revision: bigint;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-compare-host-'));
    cluster = await startTestCluster();
    const { store, etcd } = cluster;
    for (const name of ['kept', 'changed', 'deleted', 'raced', 'leased']) {
      await store.put(bytes(`/compare/${name}`), bytes(`old ${name}`));
    }
    path = join(directory, 'before.db');
    await etcd.etcdctl(['snapshot', 'save', path]);
    ({ revision } = await store.range({ key: bytes('/compare/kept') }));
    const lease = /lease ([0-9a-f]+) granted/.exec(await etcd.etcdctl(['lease', 'grant', '3600']))?.[1];
    await store.put(bytes('/compare/changed'), bytes('new'));
    await store.put(bytes('/compare/raced'), bytes('new'));
    await store.put(bytes('/compare/leased'), bytes('new'), { lease: BigInt(`0x${lease}`) });
    await store.delete(bytes('/compare/deleted'));
    await store.put(bytes('/compare/created'), bytes('new'));
    assert.equal(await vscode.commands.executeCommand(commands.openSnapshot, vscode.Uri.file(path)), true);
  });
  after(async () => {
    await vscode.commands.executeCommand(commands.clearComparison);
    await vscode.commands.executeCommand(commands.closeSnapshot, { connectionId: snapshotId() });
    await cluster?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  afterEach(closeEditors);

  const snapshotId = () => snapshotEntry(path, []).id;
  const get = async (name: string) => cluster.store.get(bytes(`/compare/${name}`));

  /** A row of the view, as the view itself hands it to commands. */
  const row = (name: string, connectionId = 'writable'): DifferenceNode => {
    const key = bytes(`/compare/${name}`);
    const numbers = { createRevision: 1n, modRevision: 1n, version: 1n, lease: 0n };
    const sides = {
      ...(name !== 'created' && { left: numbers }),
      ...(name !== 'deleted' && { right: numbers }),
    };
    const kind = name === 'created' ? 'created' : name === 'deleted' ? 'deleted' : 'changed';
    const difference: ListedDifference = { kind, key, ...sides, leftRevision: revision, rightRevision: revision + 1n };
    return { kind: 'difference', connectionId, key, name, difference };
  };

  /** Compares the snapshot with a connection; the questions of the command are answered in the person's stead. */
  const compare = async (context: Mocha.Context, connectionName: string) => {
    if (process.env.ETCDSCOPE_HOST_EXTENSION === 'packaged') {
      skip(context, 'questions can only be answered for an extension under development');
    }
    const { showQuickPick, showInputBox } = vscode.window;
    const offered: string[][] = [];
    Object.assign(vscode.window, {
      showQuickPick: async (items: readonly vscode.QuickPickItem[]) => {
        offered.push(items.map(({ label }) => label));
        return items.find(({ label }) => label === connectionName);
      },
      showInputBox: async ({ value }: vscode.InputBoxOptions) => `${value}/compare/`,
    });
    try {
      const target = { connectionId: snapshotId() };
      assert.equal(await vscode.commands.executeCommand(commands.compareWith, target), true);
    } finally {
      Object.assign(vscode.window, { showQuickPick, showInputBox });
    }
    return offered;
  };

  const tabs = () => vscode.window.tabGroups.all.flatMap(group => group.tabs);

  it('offers every other side, and the past of each', async function () {
    const [offered = []] = await compare(this, 'Writable');
    assert.deepEqual(
      offered.filter(label => label.endsWith('…')).length,
      offered.filter(label => !label.endsWith('…')).length + 1,
    );
    assert.ok(offered.includes('Frozen') && offered.includes('before.db at a Revision…'));
  });

  it('opens both values beside each other, an empty one for a key that is not there', async function () {
    await compare(this, 'Writable');
    await vscode.commands.executeCommand(commands.openDifference, row('changed'));
    await until(() => vscode.window.visibleTextEditors.length === 2);
    const texts = vscode.window.visibleTextEditors.map(({ document }) => document.getText()).sort();
    assert.deepEqual(texts, ['new', 'old changed']);
    await vscode.commands.executeCommand(commands.openDifference, row('deleted'));
    await until(() => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'etcd-missing'));
    assert.match(tabs().at(-1)?.label ?? '', /^deleted: before\.db @ \d+ ↔ Writable \(no such key\)$/);
  });

  it('restores a changed and a deleted key, and keeps a lease', async function () {
    await compare(this, 'Writable');
    const { dialogs } = await answering(this, ['Restore Key', 'Restore Key', 'Restore Key'], async () => {
      for (const name of ['changed', 'deleted', 'leased']) {
        assert.equal(await vscode.commands.executeCommand(commands.restoreKey, row(name)), true);
      }
    });
    assert.deepEqual(
      [valueText(await get('changed')), valueText(await get('deleted'))],
      ['old changed', 'old deleted'],
    );
    const leased = await get('leased');
    assert.equal(valueText(leased), 'old leased');
    assert.notEqual(leased?.lease, 0n);
    assert.match(dialogs[0]?.detail ?? '', /^Connection: Writable .*\nFrom: before\.db @ \d+\nWhat is there now, last/);
    assert.match(dialogs[1]?.detail ?? '', /not there now, and would be created/);
    assert.match(dialogs[2]?.detail ?? '', /keeps the lease that it has/);
    await until(() => tabs().every(({ input }) => !(input instanceof vscode.TabInputTextDiff)));
  });

  it('asks again where somebody else writes meanwhile, and writes nothing unseen', async function () {
    await compare(this, 'Writable');
    let asked = 0;
    const original = vscode.window.showWarningMessage;
    const details: string[] = [];
    Object.assign(vscode.window, {
      showWarningMessage: async (_: string, { detail = '' }: vscode.MessageOptions) => {
        details.push(detail);
        if (++asked === 1) {
          await cluster.store.put(bytes('/compare/raced'), bytes('newer'));
          return 'Restore Key';
        }
        return undefined;
      },
    });
    try {
      assert.equal(await vscode.commands.executeCommand(commands.restoreKey, row('raced')), false);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: original });
    }
    assert.equal(asked, 2);
    assert.match(details[1] ?? '', /changed at revision \d+ since you were asked\. Nothing was written yet/);
    assert.equal(valueText(await get('raced')), 'newer');
  });

  it('wants the name typed for production', async function () {
    await compare(this, 'Production');
    const { showInputBox } = vscode.window;
    Object.assign(vscode.window, { showInputBox: async () => 'Productio' });
    try {
      await answering(this, ['Restore Key'], async () => {
        const isRestored = await vscode.commands.executeCommand(commands.restoreKey, row('raced', 'production'));
        assert.equal(isRestored, false);
      });
    } finally {
      Object.assign(vscode.window, { showInputBox });
    }
    assert.equal(valueText(await get('raced')), 'newer');
  });

  it('refuses to write on a read-only connection before it asks', async function () {
    await compare(this, 'Frozen');
    const { dialogs } = await answering(this, [], async () =>
      vscode.commands.executeCommand(commands.restoreKey, row('raced', 'frozen')),
    );
    assert.deepEqual(dialogs, []);
    assert.equal(valueText(await get('raced')), 'newer');
  });
});
