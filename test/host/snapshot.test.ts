import assert from 'node:assert/strict';
import {
  appendFile,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { openSnapshot } from '../../src/core/snapshot';
import { AuditPanel } from '../../src/features/encryptionAudit/auditPanel';
import { secretsPrefixes } from '../../src/features/encryptionAudit/auditScope';
import { snapshotEntry } from '../../src/features/snapshot/snapshotEntry';
import { commands, extensionId } from '../../src/host/ids';
import { uriFromKey } from '../../src/host/keyUri';
import { Log } from '../../src/host/log';
import { repositoryRoot } from '../support/repositoryRoot';
import { skip } from '../support/skip';
import { acceptUntilEnd } from './quickInput';
import { closeEditors, openEditor, until } from './testCluster';
import { servicesOver } from './testServices';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');
const secretKey = bytesFromText('/registry/secrets/shop/plain-opaque');
const deploymentKey = bytesFromText('/registry/deployments/shop/web');
const megabyte = 1024 * 1024;

describe('snapshot files', function () {
  this.timeout(60_000);
  let directory: string;
  let database: Buffer;
  const opened = new Set<string>();

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-snapshot-host-'));
    database = gunzipSync(await readFile(packed));
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

  const fileOf = async (name: string, content: Uint8Array = database): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };
  const idOf = (path: string) => snapshotEntry(path, []).id;
  const open = (path: string) => {
    opened.add(path);
    return vscode.commands.executeCommand<boolean>(commands.openSnapshot, vscode.Uri.file(path));
  };
  const close = (path: string) => vscode.commands.executeCommand(commands.closeSnapshot, { connectionId: idOf(path) });
  const uriOf = (path: string, key = secretKey, revision?: bigint) =>
    uriFromKey({ connectionId: idOf(path), key }, { revision });
  const selected = async (): Promise<string> => {
    await vscode.env.clipboard.writeText('nothing was copied');
    await vscode.commands.executeCommand(commands.copyKey);
    return vscode.env.clipboard.readText();
  };
  const activeText = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';

  it('open as connections whose keys are documents that cannot be written', async () => {
    const path = await fileOf('snapshot.db');
    assert.equal(await open(path), true);
    const document = await openEditor(uriOf(path));
    assert.match(document.getText(), /^kind: Secret$/m);
    const { permissions } = await vscode.workspace.fs.stat(document.uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
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

  it('refuse to have keys created and deleted', async () => {
    const path = await fileOf('refusing.db');
    await open(path);
    const uri = uriOf(path);
    await assert.rejects(async () => vscode.workspace.fs.delete(uri), /is a snapshot file and stays as it is/);
    await vscode.commands.executeCommand(commands.deleteKey, { connectionId: idOf(path), key: secretKey });
    assert.match((await openEditor(uri)).getText(), /^kind: Secret$/m);
  });

  it('show the raw bytes of a value, of now and of then', async () => {
    const path = await fileOf('bytes.db');
    await open(path);
    const target = { connectionId: idOf(path), key: deploymentKey };
    await vscode.commands.executeCommand(commands.showRawBytes, target);
    assert.match(activeText(), /revision 1314 /);
    await vscode.commands.executeCommand(commands.showRawBytes, { ...target, revision: 1313n });
    assert.match(activeText(), /revision 1313 /);
  });

  it('can be audited for encryption at rest', async () => {
    const path = await fileOf('audited.db');
    await open(path);
    await acceptUntilEnd(vscode.commands.executeCommand(commands.auditEncryption, { connectionId: idOf(path) }));
    await until(() => tabs().some(({ label }) => label.includes('audited.db')));
  });

  it('open encrypted values with the EncryptionConfiguration that is set, and are audited against it', async function () {
    if (process.env.ETCDSCOPE_HOST_EXTENSION === 'packaged') {
      skip(this, 'dialogs can only be answered for an extension under development');
    }
    const path = await fileOf('sealed.db');
    await open(path);
    const connectionId = idOf(path);
    const uri = uriOf(path, bytesFromText('/registry/secrets/shop/cbc-opaque'));
    const document = await openEditor(uri);
    assert.match(document.getText(), /^A value encrypted at rest by aescbc v1/);
    const compressed = await readFile(join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz'));
    const file = join(directory, 'encryption.yaml');
    await writeFile(file, gunzipSync(compressed), { mode: 0o600 });
    const original = vscode.window.showOpenDialog;
    Object.assign(vscode.window, { showOpenDialog: async () => [vscode.Uri.file(file)] });
    try {
      await acceptUntilEnd(vscode.commands.executeCommand(commands.setEncryptionConfiguration, { connectionId }));
    } finally {
      Object.assign(vscode.window, { showOpenDialog: original });
    }
    await until(() => /^kind: Secret$/m.test(document.getText()));
    const { permissions } = await vscode.workspace.fs.stat(uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    assert.doesNotMatch(JSON.stringify(vscode.workspace.getConfiguration('etcdscope').get('connections')), /sealed/);
    const store = await openSnapshot(path);
    const log = new Log();
    const configuration = { id: connectionId, name: 'Sealed', endpoints: [], encryptionConfigurationFile: file };
    const request = { connectionId, prefixes: secretsPrefixes(), configurationFile: file };
    const panel = new AuditPanel(servicesOver(store, log, configuration), request);
    try {
      let detail = '';
      panel.onDidJudge(verdict => {
        detail = verdict.detail;
      });
      await panel.start(request);
      assert.match(detail, /The configuration has the key to every object; 13 were decrypted to prove it/);
    } finally {
      panel.dispose();
      await store.close();
    }
  });

  it('are searched, and a found key opens', async () => {
    const path = await fileOf('searched.db');
    await open(path);
    const connectionId = idOf(path);
    await acceptUntilEnd(vscode.commands.executeCommand(commands.goToKey, { connectionId, key: secretKey }));
    await until(() => activeText().includes('kind: Secret'));
  });

  it('open by their content, unpacked into a directory of their own that goes with them', async function () {
    if (process.platform !== 'linux') {
      skip(this, 'what a process has open can only be told on Linux');
    }
    const path = join(directory, 'packed.db.gz');
    await copyFile(packed, path);
    assert.equal(await open(path), true);
    assert.match((await openEditor(uriOf(path))).getText(), /^kind: Secret$/m);
    const unpacked = await unpackedFiles();
    assert.equal(unpacked.length, 1);
    const [file = ''] = unpacked;
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(dirname(file))).mode & 0o777, 0o700);
    await closeEditors();
    await close(path);
    // A read may still take the answer of a stat shortly before it.
    await until(async () => /is not open any more/.test(await refusalOf(uriOf(path))));
    await until(async () => (await unpackedFiles()).length === 0);
    assert.deepEqual(await readdir(dirname(dirname(file))), []);
  });

  it('stay in the view with what is wrong, where they cannot be opened', async () => {
    const cut = await fileOf('cut.db.gz', (await readFile(packed)).subarray(0, 100_000));
    const text = await fileOf('text.db', bytesFromText('no database'));
    for (const path of [cut, text, join(directory, 'missing.db')]) {
      assert.equal(await open(path), false);
      await assert.rejects(
        async () => vscode.workspace.fs.readFile(uriOf(path)),
        /ends too soon|is no etcd snapshot|does not exist/,
      );
    }
  });

  it('show what is left of a damaged one', async () => {
    const damaged = Buffer.from(database);
    // The headers of pages; some are in the middle of values, and only change these.
    for (let page = 100; page < 800; page += 10) {
      damaged.fill(0xff, page * 4096, page * 4096 + 16);
    }
    const path = await fileOf('damaged.db', damaged);
    assert.equal(await open(path), true);
    await vscode.commands.executeCommand(commands.revealInTree, { connectionId: idOf(path) });
    const status = await statusOf(path);
    assert.match(status, /Damaged: pages that cannot be read: \d+/);
  });

  it('are read by a thread where they are large', async () => {
    const path = await fileOf('large.db');
    // A server grows its file ahead of what is in it.
    await truncate(path, 16 * megabyte);
    assert.equal(await open(path), true);
    assert.match((await openEditor(uriOf(path))).getText(), /^kind: Secret$/m);
  });

  it('say what they are', async () => {
    const path = await fileOf('described.db');
    await open(path);
    const status = await statusOf(path);
    assert.match(status, /A sound snapshot of revision 1460 with 707 keys/);
    assert.match(status, /\| Hash \| `a5e077f4` \(2782951412\) \|/);
    await vscode.commands.executeCommand(commands.showSnapshotStatus, { connectionId: idOf(path) });
    await until(() => tabs().some(({ label }) => label.includes('described.db status')));
  });

  it('tell that the file has changed underneath', async () => {
    const path = await fileOf('changing.db');
    await open(path);
    await rename(path, `${path}.old`);
    await fileOf('changing.db');
    await until(async () => /has changed since it was opened/.test(await statusOf(path)));
    await vscode.commands.executeCommand(commands.reopenSnapshot, { connectionId: idOf(path) });
    assert.doesNotMatch(await statusOf(path), /has changed since it was opened/);
    await appendFile(path, Buffer.alloc(1));
  });

  it('stay readable when the file is deleted, and are not given up for one that is not there', async () => {
    const path = await fileOf('deleted.db');
    await open(path);
    await rm(path);
    await vscode.commands.executeCommand(commands.reopenSnapshot, { connectionId: idOf(path) });
    assert.match((await openEditor(uriOf(path))).getText(), /^kind: Secret$/m);
  });

  it('open a key as it was, and compare it with what it became', async () => {
    const path = await fileOf('history.db');
    await open(path);
    const connectionId = idOf(path);
    const before = await openEditor(uriOf(path, deploymentKey, 1313n));
    assert.match(before.getText(), /^ {2}availableReplicas: 2$/m);
    const { permissions } = await vscode.workspace.fs.stat(before.uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    await vscode.commands.executeCommand(commands.showHistory, { connectionId, key: deploymentKey });
    const told = { type: 'put', modRevision: 1314n, readRevision: 1314n, createRevision: 1n, version: 2n, lease: 0n };
    const row = {
      kind: 'revision',
      connectionId,
      key: deploymentKey,
      revision: 1314n,
      told,
      previous: { ...told, modRevision: 1313n, readRevision: 1313n },
    };
    await vscode.commands.executeCommand(commands.compareWithPrevious, row);
    await until(() => tabs().some(({ label }) => label === 'web (1313 ↔ 1314)'));
  });

  it('show the tree at a revision, and open keys from it as they were', async () => {
    const path = await fileOf('past.db');
    await open(path);
    const connectionId = idOf(path);
    const row = { kind: 'revision', connectionId, key: deploymentKey, revision: 1313n };
    await vscode.commands.executeCommand(commands.browseAtRevision, row);
    await acceptUntilEnd(vscode.commands.executeCommand(commands.goToKey, { connectionId, key: deploymentKey }));
    await until(() => vscode.window.activeTextEditor?.document.uri.query === 'revision=1313');
    await until(() => activeText().includes('availableReplicas: 2'));
    await vscode.commands.executeCommand(commands.browseNow, { connectionId });
    await acceptUntilEnd(vscode.commands.executeCommand(commands.goToKey, { connectionId, key: deploymentKey }));
    await until(() => vscode.window.activeTextEditor?.document.uri.query === '');
    await until(() => activeText().includes('availableReplicas: 3'));
  });

  it('are refused from another disk than that of this machine', async () => {
    const uri = vscode.Uri.parse('memfs:/somewhere/snapshot.db');
    assert.equal(await vscode.commands.executeCommand(commands.openSnapshot, uri), false);
  });

  const statusOf = async (path: string): Promise<string> => {
    const uri = vscode.Uri.from({ scheme: 'etcd-snapshot', authority: idOf(path), path: `/${Date.now()}.md` });
    return (await vscode.workspace.openTextDocument(uri)).getText();
  };
});

function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(group => group.tabs);
}

/** The unpacked copies that this process has open: tests run in the process of the extension. */
async function unpackedFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const files = await Promise.all(descriptors.map(name => readlink(join('/proc/self/fd', name)).catch(() => '')));
  return files.filter(file => /[/]unpacked[/].*[/]snapshot\.db$/.test(file));
}

/** Why a document cannot be read; empty where it can. */
async function refusalOf(uri: vscode.Uri): Promise<string> {
  try {
    await vscode.workspace.fs.readFile(uri);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
