/**
 * VS Code shows no tests the rows of a tree. What is selected can be told all the same: a copy without a row copies the
 * selected one. The rows themselves are looked at in test/unit/features/keyspace and in the journeys of test/e2e.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytesFromText, concatBytes } from '../../src/core/base/bytes';
import { commands, settings } from '../../src/host/ids';
import { targetFromUri } from '../../src/host/keyUri';
import { acceptUntilEnd } from './quickInput';
import { openEditor, startTestCluster, type TestCluster, until, uriOf } from './testCluster';

const connectionId = 'writable';

function bytesOf(key: string | Uint8Array): Uint8Array {
  return typeof key === 'string' ? bytesFromText(key) : key;
}

async function clipboardAfter(command: string): Promise<string> {
  await vscode.env.clipboard.writeText('nothing was copied');
  await vscode.commands.executeCommand(command);
  return vscode.env.clipboard.readText();
}

/** The exact key, or prefix, of the selected row. */
function selected(): Promise<string> {
  return clipboardAfter(commands.copyKey);
}

async function reveal(key: string | Uint8Array): Promise<string> {
  await vscode.commands.executeCommand(commands.revealInTree, { connectionId, key: bytesOf(key) });
  return selected();
}

async function refreshPrefix(prefix: string): Promise<void> {
  await vscode.commands.executeCommand(commands.revealInTree, { connectionId, prefix: bytesFromText(prefix) });
  assert.equal(await selected(), prefix);
  await vscode.commands.executeCommand(commands.refresh);
}

describe('keyspace', function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  const put = (...keys: readonly (string | Uint8Array)[]) =>
    Promise.all(keys.map(key => cluster.store.put(bytesOf(key), bytesFromText('value'))));

  before(async () => {
    cluster = await startTestCluster();
    await put('/registry/pods/default/web', '/registry/secrets/kube-system/token', 'compact_rev_key');
    await vscode.commands.executeCommand(commands.refreshAll);
  });
  after(() => cluster?.stop());

  it('reveals a key level by level, in a view that was never opened', async () => {
    assert.equal(await reveal('/registry/secrets/kube-system/token'), '/registry/secrets/kube-system/token');
    assert.equal(await clipboardAfter(commands.copyName), 'token');
    assert.equal(await reveal('compact_rev_key'), 'compact_rev_key');
  });

  it('reveals a directory, and copies it with its delimiter', async () => {
    const prefix = bytesFromText('/registry/secrets/');
    await vscode.commands.executeCommand(commands.revealInTree, { connectionId, prefix });
    assert.equal(await selected(), '/registry/secrets/');
    assert.equal(await clipboardAfter(commands.copyName), 'secrets');
  });

  it('reveals the key of the active editor', async () => {
    await openEditor(uriOf('/registry/pods/default/web'));
    await vscode.commands.executeCommand(commands.revealInTree);
    assert.equal(await selected(), '/registry/pods/default/web');
  });

  it('selects the nearest row of a key that is not there', async () => {
    assert.equal(await reveal('/registry/pods/default/nobody'), '/registry/pods/default/');
  });

  it('lists what somebody else wrote once it is refreshed', async () => {
    assert.equal(await reveal('/registry/pods/default/web'), '/registry/pods/default/web');
    await put('/registry/pods/default/later');
    assert.equal(
      await reveal('/registry/pods/default/later'),
      '/registry/pods/default/',
      'the level is not read again',
    );
    await refreshPrefix('/registry/pods/');
    assert.equal(await reveal('/registry/pods/default/later'), '/registry/pods/default/later');
  });

  it('follows what this window creates and deletes', async () => {
    await put('/application/web');
    await vscode.commands.executeCommand(commands.refreshAll);
    assert.equal(await reveal('/application/web'), '/application/web');
    await vscode.workspace.fs.writeFile(uriOf('/application/own'), bytesFromText('text'));
    await until(async () => (await reveal('/application/own')) === '/application/own');
    await vscode.workspace.fs.delete(uriOf('/application/own'));
    await until(async () => (await reveal('/application/own')) === '/application/');
  });

  it('tells awkward keys apart, and copies those that are no text as they are spelled', async () => {
    const binary = Uint8Array.of(0xff, 0x00, 0x2f, 0x80);
    await put('/odd', '/odd/', '/odd//x', '/odd/x', 'odd', binary, concatBytes(binary, bytesFromText('/')));
    await vscode.commands.executeCommand(commands.refreshAll);
    for (const key of ['/odd', '/odd/', '/odd//x', '/odd/x', 'odd']) {
      assert.equal(await reveal(key), key);
    }
    assert.equal(await reveal(binary), '\\xff\\x00/\\x80');
    assert.equal(await reveal(concatBytes(binary, bytesFromText('/'))), '\\xff\\x00/\\x80/');
  });

  it('loads on to a key beyond the first page, within a bound', async () => {
    const section = vscode.workspace.getConfiguration(settings.section);
    await section.update(settings.pageSize, 10, vscode.ConfigurationTarget.Global);
    try {
      await put(...Array.from({ length: 400 }, (_, index) => `/many/${String(index).padStart(3, '0')}`));
      await vscode.commands.executeCommand(commands.refreshAll);
      assert.equal(await reveal('/many/123'), '/many/123');
      assert.equal(await reveal('/many/399'), '/many/', 'another 20 pages on it ends');
    } finally {
      await section.update(settings.pageSize, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('goes to a key by opening it, and to a directory by selecting it', async () => {
    const key = bytesFromText('/registry/secrets/kube-system/token');
    await acceptUntilEnd(vscode.commands.executeCommand(commands.goToKey, { connectionId, key }));
    await until(() => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return (
        input instanceof vscode.TabInputText &&
        Buffer.from(targetFromUri(input.uri).key).equals(key) &&
        targetFromUri(input.uri).connectionId === connectionId
      );
    });
    const prefix = bytesFromText('/registry/pods/');
    await acceptUntilEnd(vscode.commands.executeCommand(commands.goToKey, { connectionId, prefix }));
    assert.equal(await selected(), '/registry/pods/');
  });

  it('lists anew after a disconnect', async () => {
    await vscode.commands.executeCommand(commands.disconnect, { connectionId });
    await put('/registry/pods/default/meanwhile');
    assert.equal(await reveal('/registry/pods/default/meanwhile'), '/registry/pods/default/meanwhile');
  });
});
