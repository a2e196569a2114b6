import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { auditEncryption, parseEncryptionConfiguration } from '../../src/core/encryption';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { AuditPanel } from '../../src/features/encryptionAudit/auditPanel';
import type { AuditRequest } from '../../src/features/encryptionAudit/auditRun';
import { secretsPrefixes } from '../../src/features/encryptionAudit/auditScope';
import { viewOfReport } from '../../src/features/encryptionAudit/auditView';
import { exportReport } from '../../src/features/encryptionAudit/exportReport';
import { commands, extensionId, rolloutScheme } from '../../src/host/ids';
import { Log } from '../../src/host/log';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { repositoryRoot } from '../support/repositoryRoot';
import { skip } from '../support/skip';
import { acceptUntilEnd } from './quickInput';
import { closeEditors, until } from './testCluster';
import { setConnections } from './testConnections';
import { servicesOver } from './testServices';

const connectionId = 'audited';

describe('encryption at rest', function () {
  this.timeout(60_000);
  let directory: string;
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let log: Log;

  before(async function () {
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-audit-'));
    etcd = await startDemoEtcd(directory);
    store = await openEtcd({ endpoints: etcd.endpoints });
    // Not disposed of: its channel is that of the extension under development, which goes on writing to it.
    log = new Log();
    await vscode.extensions.getExtension(extensionId)?.activate();
    await setConnections([{ id: connectionId, name: 'Audited', endpoints: etcd.endpoints, readOnly: true }]);
    await until(async () => (await vscode.commands.executeCommand(commands.connect, { connectionId })) === true);
  });
  after(async () => {
    await closeEditors();
    await setConnections(undefined);
    store?.close();
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  afterEach(closeEditors);

  /** The audit as the extension runs it, with a view of what it finds. */
  const judge = async (request: Partial<AuditRequest> = {}) => {
    const services = servicesOver(store, log, { id: connectionId, name: 'Audited', endpoints: etcd.endpoints });
    const whole = { connectionId, prefixes: secretsPrefixes(), ...request };
    const panel = new AuditPanel(services, whole);
    try {
      let verdict: { level: string; sentence: string; detail: string } | undefined;
      panel.onDidJudge(found => {
        verdict = found;
      });
      await panel.start(whole);
      assert.ok(verdict, 'the audit came to no verdict');
      return verdict;
    } finally {
      panel.dispose();
    }
  };

  it('goes from the command to a panel, which Enter alone answers', async () => {
    await acceptUntilEnd(vscode.commands.executeCommand(commands.auditEncryption, { connectionId }));
    await until(() => panels().length === 1);
    assert.match(panels()[0]?.label ?? '', /Audited/);
    await acceptUntilEnd(vscode.commands.executeCommand(commands.auditEncryption, { connectionId }));
    assert.equal(panels().length, 1, 'a second audit takes the same tab');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(() => panels().length === 0);
  });

  it('judges the Secrets of a real cluster', async () => {
    const { level, sentence } = await judge();
    assert.deepEqual([level, sentence], ['bad', '9 of 25 Secrets lie in etcd as plaintext.']);
  });

  it('judges them against the configuration that they were written with', async () => {
    const configurationFile = join(directory, 'encryption.yaml');
    const compressed = await readFile(join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz'));
    await writeFile(configurationFile, gunzipSync(compressed), { mode: 0o600 });
    const { detail } = await judge({ configurationFile });
    assert.match(detail, /^16 of the encrypted ones are not as .* to every object; 13 were decrypted to prove it\. 3 /);
  });

  it('leaves as Markdown, JSON and CSV, each opened once it is written', async () => {
    const report = await auditEncryption(store);
    const context = { isExpected: () => true, hasConfiguration: false, l10n: vscode.l10n };
    const frame = { phase: 'done', name: 'Audited', facts: [], objects: { listed: 0, omitted: 0 } } as const;
    const audit = { view: { ...frame, ...viewOfReport(report, context) }, report, rows: [], omitted: 0 };
    const { showQuickPick, showSaveDialog } = vscode.window;
    const begins = { Markdown: /^# Audited\n/, JSON: /^\{\n {2}"name": "Audited"/, CSV: /^key,resource,namespace,/ };
    try {
      for (const [format, beginning] of Object.entries(begins)) {
        const file = join(directory, `audit.${format}`);
        Object.assign(vscode.window, {
          showQuickPick: async (choices: readonly vscode.QuickPickItem[]) =>
            choices.find(({ label }) => label === format),
          showSaveDialog: async () => vscode.Uri.file(file),
        });
        assert.equal(await exportReport(audit), true);
        const text = await readFile(file, 'utf8');
        assert.match(text, beginning);
        assert.doesNotMatch(text, /S3cr3t-plain!/);
        assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file);
      }
      Object.assign(vscode.window, { showQuickPick: async () => undefined });
      assert.equal(await exportReport(audit), false);
    } finally {
      Object.assign(vscode.window, { showQuickPick, showSaveDialog });
    }
  });

  it('judges nothing where there is nothing', async () => {
    const { level, sentence } = await judge({ prefixes: [bytesFromText('/registry/nothing/')] });
    assert.equal(level, 'information');
    assert.match(sentence, /nothing to audit/);
  });

  it('shows the bytes of an encrypted and of a plaintext value', async () => {
    const show = async (key: string) => {
      await vscode.commands.executeCommand(commands.showRawBytes, { connectionId, key: bytesFromText(key) });
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.uri.scheme, 'etcd-raw');
      return document.getText();
    };
    const encrypted = await show('/registry/secrets/ci/gcm-regcred');
    assert.match(encrypted, /Encrypted at rest by aesgcm v1 with the key "gcm-128"/);
    assert.match(encrypted, /^Nonce: 12 bytes\n {2}0000001a {2}([0-9a-f]{2} ){12}/m);
    const plaintext = await show('/registry/secrets/shop/plain-opaque');
    assert.match(plaintext, /^Readable, password: 13 bytes\n.*S3cr3t-plain!$/m);
    const key = '/registry/changing';
    for (const text of ['first', 'second']) {
      await store.put(bytesFromText(key), bytesFromText(text));
      await show(key);
      await until(() => vscode.window.activeTextEditor?.document.getText().includes(text) === true);
    }
    assert.match(await show('/registry/secrets/shop/nobody'), /nobody' is not in 'Audited'/);
  });

  it('cannot edit what shows bytes', async () => {
    const key = bytesFromText('/registry/secrets/shop/plain-opaque');
    await vscode.commands.executeCommand(commands.showRawBytes, { connectionId, key });
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(document.isDirty, false);
  });

  it('writes a configuration that an API server takes, for its owner alone', async function () {
    if (process.env.ETCDSCOPE_HOST_EXTENSION === 'packaged') {
      skip(this, 'dialogs can only be answered for an extension under development');
    }
    const file = join(directory, 'created.yaml');
    const original = vscode.window.showSaveDialog;
    Object.assign(vscode.window, { showSaveDialog: async () => vscode.Uri.file(file) });
    try {
      await acceptUntilEnd(vscode.commands.executeCommand(commands.createEncryptionConfiguration));
    } finally {
      Object.assign(vscode.window, { showSaveDialog: original });
    }
    const [entry] = parseEncryptionConfiguration(await readFile(file, 'utf8')).entries;
    assert.deepEqual(entry?.resources, ['secrets']);
    assert.deepEqual(
      entry?.providers.map(({ kind }) => kind),
      ['secretbox', 'identity'],
    );
    if (process.platform !== 'win32') {
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    }
    const steps = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .flatMap(({ input }) =>
          input instanceof vscode.TabInputCustom && input.uri.scheme === rolloutScheme ? [input.uri] : [],
        );
    await until(() => steps().length === 1);
    const [uri] = steps();
    assert.ok(uri);
    assert.match((await vscode.workspace.openTextDocument(uri)).getText(), /^# Rolling Out .*created\.yaml/s);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty),
      [],
      'nothing asks to be saved',
    );
  });

  it('never writes a configuration over another file', async function () {
    if (process.env.ETCDSCOPE_HOST_EXTENSION === 'packaged') {
      skip(this, 'dialogs can only be answered for an extension under development');
    }
    const [used, fresh] = [join(directory, 'used.yaml'), join(directory, 'fresh.yaml')];
    await writeFile(used, 'the only copy of a key');
    const { showSaveDialog, showWarningMessage } = vscode.window;
    const answers = [used, fresh];
    const warnings: string[] = [];
    Object.assign(vscode.window, {
      showSaveDialog: async () => vscode.Uri.file(answers.shift() ?? fresh),
      showWarningMessage: async (message: string, _options: unknown, button: string) => {
        warnings.push(message);
        return button;
      },
    });
    try {
      await acceptUntilEnd(vscode.commands.executeCommand(commands.createEncryptionConfiguration));
    } finally {
      Object.assign(vscode.window, { showSaveDialog, showWarningMessage });
    }
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /used\.yaml exists already/);
    assert.equal(await readFile(used, 'utf8'), 'the only copy of a key');
    assert.match(await readFile(fresh, 'utf8'), /kind: EncryptionConfiguration/);
  });
});

function panels(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('etcdscope.encryptionAudit'),
    );
}
