import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { decryptAtRest, parseAtRest, parseEncryptionConfiguration, sealAtRest } from '../../src/core/encryption';
import { type EtcdStore, openEtcd, openKmsPlugin } from '../../src/core/etcd';
import { commands, extensionId, settings } from '../../src/host/ids';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { startKmsPlugin, type TestKmsPlugin } from '../support/kmsPlugin';
import { repositoryRoot } from '../support/repositoryRoot';
import { acceptUntilEnd } from './quickInput';
import { answering, closeEditors, openEditor, type, until, uriOf } from './testCluster';
import { setConnections, untilConnected } from './testConnections';

const connectionId = 'sealed';
const secret = '/registry/secrets/ci/gcm-regcred';

/** The real cluster's configuration, with another provider first. */
async function realConfiguration(first?: string): Promise<string> {
  const compressed = await readFile(join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz'));
  const text = gunzipSync(compressed).toString();
  return first === undefined ? text : text.replace('    - identity: {}\n', `    - ${first}\n`);
}

const fresh = `aescbc: {keys: [{name: fresh, secret: "${Buffer.alloc(32, 1).toString('base64')}"}]}`;

describe('documents of encrypted values', function () {
  this.timeout(60_000);
  let directory: string;
  let file: string;
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let plugin: TestKmsPlugin;

  before(async function () {
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-sealed-'));
    file = join(directory, 'encryption.yaml');
    etcd = await startDemoEtcd(directory);
    store = await openEtcd({ endpoints: etcd.endpoints });
    plugin = await startKmsPlugin(join(directory, 'kms.sock'));
    await vscode.extensions.getExtension(extensionId)?.activate();
  });
  after(async () => {
    await closeEditors();
    await setConnections(undefined);
    await plugin?.stop();
    store?.close();
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  afterEach(closeEditors);

  const connect = async (text: string | undefined, fields: object = {}) => {
    if (text !== undefined) {
      await writeFile(file, text);
    }
    const named = text === undefined ? {} : { encryptionConfigurationFile: file };
    await setConnections([{ id: connectionId, name: 'Sealed', endpoints: etcd.endpoints, ...named, ...fields }]);
    await untilConnected(connectionId);
  };
  const lensTitles = async (uri: vscode.Uri) => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
    return lenses.map(({ command }) => command?.title ?? '');
  };
  const stored = async () => {
    const found = await store.get(bytesFromText(secret));
    assert.ok(found);
    return found.value;
  };
  /** Stores a Secret as an API server with that configuration does, without the dialogs of saving one here. */
  const putUnderPlugin = async (key: string, configuration: string) => {
    const client = openKmsPlugin({ name: 'new-kms', socket: plugin.socket });
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'under-kms', namespace: 'shop' } };
    const sealed = await sealAtRest(
      bytesFromText(key),
      bytesFromText(JSON.stringify(object)),
      parseEncryptionConfiguration(configuration),
      { kmsEncrypt: (_, seed, options) => client.encrypt(seed, options) },
    ).finally(() => client.close());
    assert.equal(sealed.keyName, 'new-kms');
    await store.put(bytesFromText(key), sealed.value);
  };

  it('are closed without a configuration, and offer to choose one', async () => {
    await connect(undefined);
    const document = await openEditor(uriOf(secret, connectionId));
    assert.match(document.getText(), /^A value encrypted at rest by aesgcm v1 with the key "gcm-128", as a hex dump/);
    assert.match(document.lineAt(1).text, /opens once the connection has the EncryptionConfiguration/);
    await until(async () => (await lensTitles(document.uri)).some(title => title.includes('Choose EncryptionConf')));
  });

  it('open once it is set, without being opened anew', async () => {
    await connect(undefined);
    const document = await openEditor(uriOf(secret, connectionId));
    await connect(await realConfiguration());
    await until(() => document.getText().startsWith('apiVersion: v1\n'));
    assert.match(document.getText(), /^kind: Secret$/m);
    await until(() => vscode.window.activeTextEditor?.document.languageId === 'yaml');
    await until(async () =>
      (await lensTitles(document.uri)).some(title => /Decrypted locally from the key 'gcm-128'/.test(title)),
    );
  });

  it('show their other forms decrypted, and their bytes as they are stored', async () => {
    await connect(await realConfiguration());
    const hex = await openEditor(uriOf(secret, connectionId).with({ query: 'format=hex' }));
    assert.match(hex.getText(), /6b 38 73 00/);
    await vscode.commands.executeCommand(commands.showRawBytes, { connectionId, key: bytesFromText(secret) });
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /Encrypted at rest by aesgcm v1/);
  });

  it('are saved under the first key of the file', async function () {
    const text = await realConfiguration(fresh);
    await connect(text);
    const document = await openEditor(uriOf(secret, connectionId));
    await type(document, document.getText().replace(/^metadata:\n/m, 'metadata:\n  labels:\n    saved: "yes"\n'));
    const { dialogs } = await answering(this, ['Save'], async () => assert.equal(await document.save(), true));
    assert.match(dialogs[0]?.message ?? '', /past the Kubernetes API server/);
    const value = await stored();
    assert.deepEqual([parseAtRest(value)?.provider, parseAtRest(value)?.keyName], ['aescbc', 'fresh']);
    const opened = await decryptAtRest(bytesFromText(secret), value, parseEncryptionConfiguration(text));
    assert.match(Buffer.from(opened.plaintext).toString('latin1'), /saved/);
    await until(async () =>
      (await lensTitles(document.uri)).some(title =>
        /Decrypted locally from the key 'fresh' \(aescbc v1\)$/.test(title),
      ),
    );
    assert.match(document.getText(), /saved: "?yes/);
  });

  it('ask before they become plaintext', async function () {
    await connect(await realConfiguration());
    const key = '/registry/secrets/shop/cbc-opaque';
    const document = await openEditor(uriOf(key, connectionId));
    const before = await store.get(bytesFromText(key));
    await type(document, document.getText().replace(/^metadata:\n/m, 'metadata:\n  generateName: changed\n'));
    const { dialogs } = await answering(this, [undefined], async () => assert.equal(await document.save(), false));
    assert.match(dialogs.at(-1)?.message ?? '', /is encrypted\. Write it as plaintext\?/);
    assert.equal((await store.get(bytesFromText(key)))?.modRevision, before?.modRevision);
  });

  it('say which key is wrong, and how', async () => {
    const wrong = Buffer.alloc(16, 3).toString('base64');
    await connect((await realConfiguration()).replaceAll('GZLbVBy3pMy1qSRZY8Jc0w==', wrong));
    const document = await openEditor(uriOf('/registry/configmaps/payments/encrypted-config', connectionId));
    assert.match(document.lineAt(1).text, /does not open with the key 'gcm-128' \(aesgcm v1\): its tag is wrong/);
    assert.doesNotMatch(document.getText(), /kind: ConfigMap/);
  });

  it('say which plugin they need, and open through it once it is named', async () => {
    const text = await realConfiguration(
      'kms: {apiVersion: v2, name: new-kms, endpoint: "unix:///run/elsewhere.sock"}',
    );
    const key = '/registry/secrets/shop/under-kms';
    await putUnderPlugin(key, text);
    const uri = uriOf(key, connectionId);
    await connect(text);
    const document = await openEditor(uri);
    assert.match(document.lineAt(1).text, /Only the plugin 'new-kms' \(kms v2\) has the key to this value/);
    await until(async () => (await lensTitles(uri)).some(title => /Set KMS Plugin 'new-kms'/.test(title)));
    const setting = () =>
      vscode.workspace.getConfiguration(settings.section).get<{ readonly kmsPlugins?: object }[]>(settings.connections);
    // The suggestion is the configuration's own socket, which nobody listens at here.
    await acceptUntilEnd(vscode.commands.executeCommand(commands.setKmsPlugin, { connectionId, plugin: 'new-kms' }));
    assert.deepEqual(setting()?.[0]?.kmsPlugins, { 'new-kms': '/run/elsewhere.sock' });
    await until(() => /There is no socket \/run\/elsewhere\.sock/.test(document.lineAt(1).text));
    await connect(text, { kmsPlugins: { 'new-kms': plugin.socket } });
    await until(() => /^kind: Secret$/m.test(document.getText()));
  });
});
