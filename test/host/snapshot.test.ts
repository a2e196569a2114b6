import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { snapshotEntry } from '../../src/features/snapshot/snapshotEntry';
import { commands, extensionId } from '../../src/host/ids';
import { uriFromKey } from '../../src/host/keyUri';
import { repositoryRoot } from '../support/repositoryRoot';
import { closeEditors, openEditor, until } from './testCluster';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');
const secretKey = bytesFromText('/registry/secrets/shop/plain-opaque');

describe('snapshot files', function () {
  this.timeout(60_000);
  let directory: string;
  const opened = new Set<string>();

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-snapshot-host-'));
    await vscode.extensions.getExtension(extensionId)?.activate();
  });
  after(() => rm(directory, { recursive: true, force: true }));
  afterEach(async () => {
    await closeEditors();
    for (const path of opened) {
      await close(path);
    }
    opened.clear();
  });

  const fileOf = async (name: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, gunzipSync(await readFile(packed)));
    return path;
  };
  const idOf = (path: string) => snapshotEntry(path, []).id;
  const open = (path: string) => {
    opened.add(path);
    return vscode.commands.executeCommand<boolean>(commands.openSnapshot, vscode.Uri.file(path));
  };
  const close = (path: string) => vscode.commands.executeCommand(commands.closeSnapshot, { connectionId: idOf(path) });
  const documentOf = (path: string, revision?: bigint) =>
    openEditor(uriFromKey({ connectionId: idOf(path), key: secretKey }, revision === undefined ? {} : { revision }));
  const selected = async (): Promise<string> => {
    await vscode.env.clipboard.writeText('nothing was copied');
    await vscode.commands.executeCommand(commands.copyKey);
    return vscode.env.clipboard.readText();
  };

  it('open as connections whose keys are documents that cannot be written', async () => {
    const path = await fileOf('snapshot.db');
    assert.equal(await open(path), true);
    const document = await documentOf(path);
    assert.match(document.getText(), /^kind: Secret$/m);
    const stat = await vscode.workspace.fs.stat(document.uri);
    assert.equal(stat.permissions, vscode.FilePermission.Readonly);
    await assert.rejects(
      async () => vscode.workspace.fs.writeFile(document.uri, bytesFromText('text')),
      /is a snapshot file and stays as it is/,
    );
    const target = { connectionId: idOf(path), key: secretKey };
    await until(async () => {
      await vscode.commands.executeCommand(commands.revealInTree, target);
      return (await selected()) === '/registry/secrets/shop/plain-opaque';
    });
  });
});
