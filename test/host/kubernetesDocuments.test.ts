import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytesFromText, equalBytes } from '../../src/core/base/bytes';
import { decodeValue, encodeEdit, type JsonObject, renderYaml } from '../../src/core/kubernetes';
import { type Memory, SaveWarning } from '../../src/features/documents/saveWarning';
import { commands, settings } from '../../src/host/ids';
import { type DocumentFormat, uriFromKey } from '../../src/host/keyUri';
import { storedKeys } from '../support/kubernetesA';
import { acceptUntilEnd } from './quickInput';
import {
  answering,
  closeEditors,
  openEditor,
  startTestCluster,
  type TestCluster,
  type as typeText,
  until,
  uriOf,
} from './testCluster';

const bytes = bytesFromText;
const deployment = '/registry/deployments/shop/web';
const widget = '/registry/lab.example.com/widgets/shop/first';
const secret = '/registry/secrets/shop/plain-opaque';

describe('documents of Kubernetes', function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  const storedValue = (key: string) => {
    const found = storedKeys().find(entry => Buffer.from(entry.key).toString() === key);
    assert.ok(found, key);
    return found.value;
  };
  /** Stores an object of the real cluster, at its own key or at another. */
  const restore = async (of: string, key = of) => {
    const value = storedValue(of);
    const current = await cluster.store.get(bytes(key));
    // A write of the same would be one that a document of an earlier test, with the same text, does not know of.
    if (!current || !equalBytes(current.value, value)) {
      await cluster.store.put(bytes(key), value);
    }
  };
  const get = async (key: string) => {
    const found = await cluster.store.get(bytes(key));
    assert.ok(found, key);
    return found;
  };
  const objectOf = async (key: string) => decodeValue(bytes(key), (await get(key)).value).object as JsonObject;
  const specOf = async (key: string) => (await objectOf(key)).spec as JsonObject;
  const open = async (key: string, of = key, connectionId = 'writable') => {
    await restore(of, key);
    const document = await openEditor(uriOf(key, connectionId));
    // A document of an earlier test may still be there, and is read again only now.
    const text = renderYaml(decodeValue(bytes(key), storedValue(of)), { hideManagedFields: true });
    await until(() => document.languageId === 'yaml' && document.getText() === text && !document.isDirty);
    return document;
  };
  const edit = async (document: vscode.TextDocument, from: RegExp, to: string) => {
    assert.match(document.getText(), from);
    await typeText(document, document.getText().replace(from, to));
    await until(() => document.isDirty);
  };
  const setReplicas = (document: vscode.TextDocument, count: number) =>
    edit(document, /^ {2}replicas: \d+$/m, `  replicas: ${count}`);
  const problemsOf = ({ uri }: vscode.TextDocument) =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'etcd');
  const setSetting = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration(settings.section).update(name, value, vscode.ConfigurationTarget.Global);
  const formatUri = (key: string, format: DocumentFormat) =>
    uriFromKey({ connectionId: 'writable', key: bytes(key) }, { format });

  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());
  afterEach(closeEditors);

  describe('saving', () => {
    it('warns once for each connection, and writes nothing before', async function () {
      for (const connectionId of ['writable', 'production']) {
        const document = await open(deployment, deployment, connectionId);
        const { modRevision } = await get(deployment);
        await setReplicas(document, 5);
        const refused = await answering(this, [undefined], async () => document.save());
        assert.equal(refused.result, false);
        assert.equal((await get(deployment)).modRevision, modRevision);
        assert.match(refused.dialogs[0]?.detail ?? '', /Admission and validation are bypassed/);
        assert.match(refused.dialogs[0]?.detail ?? '', connectionId === 'production' ? /production/ : /Writable/);
        assert.equal((await answering(this, ['Save'], async () => document.save())).result, true);
        await setReplicas(document, 6);
        const again = await answering(this, [], async () => document.save());
        assert.deepEqual([again.result, again.dialogs], [true, []]);
        assert.equal((await specOf(deployment)).replicas, 6);
        await closeEditors();
      }
    });

    it('can be told for good, where there is a memory, for one connection', async function () {
      const kept = new Map<string, unknown>();
      const memory = {
        get: (name: string) => kept.get(name),
        update: async (name: string, value: unknown) => void kept.set(name, value),
      } as Memory;
      const target = (connectionId: string) => ({ connectionId, key: bytes(deployment) });
      const inFirstWindow = new SaveWarning({ find: () => undefined }, memory);
      const never = "Save and Don't Ask Again for This Connection";
      const { dialogs } = await answering(this, [never], () => inFirstWindow.ask(target('writable')));
      assert.deepEqual(dialogs[0]?.choices, ['Save', never]);
      const inNextWindow = new SaveWarning({ find: () => undefined }, memory);
      assert.equal(inNextWindow.isNeeded(target('writable')), false);
      assert.equal(inNextWindow.isNeeded(target('production')), true);
    });

    // The tests below count on the answers of the first.

    it('changes the field that was edited, and nothing else', async function () {
      const document = await open(deployment);
      const before = await objectOf(deployment);
      await setReplicas(document, 7);
      await answering(this, [], async () => assert.equal(await document.save(), true));
      assert.equal(document.isDirty, false);
      assert.deepEqual(await objectOf(deployment), {
        ...before,
        spec: { ...(before.spec as JsonObject), replicas: 7 },
      });
      assert.equal((await get(deployment)).value[0], 'k'.charCodeAt(0));
      assert.match(document.getText(), /^ {2}replicas: 7$/m);
    });

    it('saves again and again', async function () {
      const document = await open(widget);
      await answering(this, [], async () => {
        for (const size of [1, 22, 3]) {
          await edit(document, /^ {2}size: \d+$/m, `  size: ${size}`);
          assert.equal(await document.save(), true);
          assert.equal((await specOf(widget)).size, size);
        }
      });
      assert.equal((await get(widget)).value[0], '{'.charCodeAt(0));
    });

    it('writes nothing where nothing was changed, and shows what is stored', async () => {
      const document = await open(deployment);
      const text = document.getText();
      const { modRevision } = await get(deployment);
      await vscode.commands.executeCommand('workbench.action.files.save');
      await typeText(document, `# a remark\n${text}`);
      assert.equal(await document.save(), true);
      assert.equal((await get(deployment)).modRevision, modRevision);
      await until(() => document.getText() === text && !document.isDirty);
    });

    it('shows numbers and fields as they were stored', async function () {
      const document = await open(deployment);
      await edit(document, /^ {2}replicas: \d+$/m, '  minReadySeconds: 0x10 # a while\n  replicas: 4');
      await answering(this, [], async () => assert.equal(await document.save(), true));
      assert.equal((await specOf(deployment)).minReadySeconds, 16);
      await until(() => /^ {2}minReadySeconds: 16$/m.test(document.getText()) && !document.isDirty);
      await setReplicas(document, 5);
      await answering(this, [], async () => assert.equal(await document.save(), true));
      assert.equal((await specOf(deployment)).replicas, 5);
    });

    it('asks before it replaces what somebody else wrote, and keeps what the text does not show', async function () {
      const document = await open(deployment);
      await setReplicas(document, 8);
      const theirs = decodeValue(bytes(deployment), storedValue(deployment));
      const theirText = renderYaml(theirs).replace('manager: kubectl-set', 'manager: somebody');
      // As long as the other text, so that VS Code itself sees no conflict.
      await cluster.store.put(
        bytes(deployment),
        encodeEdit(theirs, theirText.replace(/^ {2}replicas: 3$/m, '  replicas: 9'), 'yaml'),
      );
      const refused = await answering(this, [undefined], async () => document.save());
      assert.equal(refused.result, false);
      assert.equal((await specOf(deployment)).replicas, 9);
      const { result } = await answering(this, ['Overwrite'], async () => document.save());
      assert.equal(result, true);
      assert.equal((await specOf(deployment)).replicas, 8);
      assert.match(JSON.stringify((await objectOf(deployment)).metadata), /"manager":"somebody"/);
    });

    it('writes for other extensions as well', async function () {
      await restore(widget);
      const text = Buffer.from(await vscode.workspace.fs.readFile(uriOf(widget))).toString();
      await answering(this, [], async () =>
        vscode.workspace.fs.writeFile(uriOf(widget), bytes(text.replace('size: 14', 'size: 15'))),
      );
      assert.equal((await specOf(widget)).size, 15);
      assert.ok(((await objectOf(widget)).metadata as JsonObject).managedFields);
    });

    it('refuses to write to a read-only connection', async () => {
      await restore(deployment);
      const uri = uriOf(deployment, 'frozen');
      assert.equal((await vscode.workspace.fs.stat(uri)).permissions, vscode.FilePermission.Readonly);
    });
  });

  describe('problems', () => {
    it('show where they are when a save is refused, and go with the next one', async function () {
      const document = await open(deployment);
      const { modRevision } = await get(deployment);
      await edit(document, /^ {2}replicas: \d+$/m, '  replica: 3');
      assert.equal(await document.save(), false);
      assert.equal((await get(deployment)).modRevision, modRevision);
      const [problem] = problemsOf(document);
      assert.ok(problem);
      assert.equal(document.getText(problem.range), 'replica');
      assert.equal(problem.code, 'unknownField');
      assert.match(problem.message, /'spec\.replica'.*'replicas'/);
      await edit(document, /^ {2}replica: 3$/m, '  replicas: 3\n  minReadySeconds: 1');
      await answering(this, [], async () => assert.equal(await document.save(), true));
      assert.deepEqual(problemsOf(document), []);
    });

    it('show while the text is being typed, and go when it is right', async () => {
      const document = await open(deployment);
      await edit(document, /^ {2}replicas: \d+$/m, '  replicas: many\n  paused: "no"');
      await until(() => problemsOf(document).length === 2);
      assert.deepEqual(
        problemsOf(document).map(({ range, code }) => [document.getText(range), code]),
        [
          ['many', 'wrongType'],
          ['"no"', 'wrongType'],
        ],
      );
      await edit(document, /replicas: many\n {2}paused: "no"/, 'replicas: 2\n  paused: true');
      await until(() => problemsOf(document).length === 0);
    });

    it('go with the changes that made them', async () => {
      const document = await open(deployment);
      await edit(document, /^kind: .*$/m, 'kind: Secret');
      await until(() => problemsOf(document).length > 0);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await until(() => problemsOf(document).length === 0);
    });

    it('say where the key and the object disagree', async () => {
      const document = await open('/registry/pods/payments/other', deployment);
      await until(() => problemsOf(document).length === 3);
      const lines = problemsOf(document).map(({ range, severity, message }) => {
        assert.equal(severity, vscode.DiagnosticSeverity.Warning);
        return `${document.lineAt(range.start).text.trim()} | ${message}`;
      });
      assert.match(lines.join('\n'), /^kind: Deployment \| .*'pods'/m);
      assert.match(lines.join('\n'), /^name: web \| .*'other'/m);
      assert.match(lines.join('\n'), /^namespace: shop \| .*'payments'/m);
    });
  });

  describe('managedFields', () => {
    it('are hidden until they are asked for, and stay hidden or shown through a save', async function () {
      const document = await open(deployment);
      const { uri } = document;
      assert.doesNotMatch(document.getText(), /managedFields/);
      await vscode.commands.executeCommand(commands.showManagedFields, uri);
      await until(() => document.getText().includes('managedFields'));
      await setReplicas(document, 2);
      await answering(this, [], async () => assert.equal(await document.save(), true));
      assert.match(document.getText(), /managedFields/);
      await vscode.commands.executeCommand(commands.hideManagedFields, uri);
      await until(() => !document.getText().includes('managedFields'));
      assert.ok(((await objectOf(deployment)).metadata as JsonObject).managedFields);
    });

    it('stay where they are while there are unsaved changes', async () => {
      const document = await open(deployment);
      await setReplicas(document, 2);
      await vscode.commands.executeCommand(commands.showManagedFields, document.uri);
      assert.doesNotMatch(document.getText(), /managedFields/);
      assert.equal(document.isDirty, true);
    });

    it('show by setting', async () => {
      const document = await open(deployment);
      try {
        await setSetting(settings.kubernetesHideManagedFields, false);
        await until(() => document.getText().includes('managedFields'));
      } finally {
        await setSetting(settings.kubernetesHideManagedFields, undefined);
      }
      await until(() => !document.getText().includes('managedFields'));
    });
  });

  describe('other forms', () => {
    it('opens objects as JSON where the setting says so, and saves them', async function () {
      await setSetting(settings.kubernetesLanguage, 'json');
      try {
        await restore(deployment);
        const document = await openEditor(uriOf(deployment));
        await until(() => document.languageId === 'json' && document.getText().includes('"replicas": 3'));
        assert.equal(JSON.parse(document.getText()).spec.replicas, 3);
        await edit(document, /"replicas": 3/, '"replicas": 11');
        await answering(this, [], async () => assert.equal(await document.save(), true));
        assert.equal((await specOf(deployment)).replicas, 11);
      } finally {
        await setSetting(settings.kubernetesLanguage, undefined);
      }
    });

    it('shows one key in every form, read-only beside its own document', async () => {
      const own = await open(deployment);
      const expected: readonly (readonly [DocumentFormat, string, RegExp])[] = [
        ['yaml', 'yaml', /^kind: Deployment$/m],
        ['json', 'json', /"kind": "Deployment"/],
        ['hex', 'plaintext', /6b 38 73 00/],
        ['structure', 'plaintext', /^1 length-delimited, reads as a message/m],
      ];
      for (const [format, language, text] of expected) {
        const uri = formatUri(deployment, format);
        const document = await openEditor(uri);
        assert.match(document.getText(), text);
        await until(() => document.languageId === language);
        assert.equal((await vscode.workspace.fs.stat(uri)).permissions, vscode.FilePermission.Readonly);
        await assert.rejects(async () => vscode.workspace.fs.writeFile(uri, bytes('{}')), /reading only/);
      }
      assert.equal(own.isClosed, false);
    });

    it('follows the key in every form', async function () {
      const own = await open(widget);
      const json = await openEditor(formatUri(widget, 'json'));
      await edit(own, /^ {2}size: \d+$/m, '  size: 99');
      await answering(this, [], async () => assert.equal(await own.save(), true));
      await until(() => json.getText().includes('"size": 99'));
    });

    it('knows no other queries', async () => {
      await restore(widget);
      for (const query of [
        'format=xml',
        'format=json&revision=1',
        'format=',
        'fields=all',
        'revision=1&format=json&',
      ]) {
        await assert.rejects(
          async () => vscode.workspace.fs.stat(uriOf(widget).with({ query })),
          error => error instanceof vscode.FileSystemError && error.code === 'FileNotFound',
          query,
        );
      }
    });
  });

  describe('a Secret', () => {
    const lensesOf = async ({ uri }: vscode.TextDocument) =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri)) ?? [];

    it('shows base64, and its data decoded only on demand', async () => {
      const document = await open(secret);
      assert.match(document.getText(), /^ {2}password: UzNjcjN0LXBsYWluIQ==$/m);
      const [lens] = await lensesOf(document);
      assert.ok(lens?.command);
      assert.equal(document.lineAt(lens.range.start).text, 'data:');
      await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
      const decoded = formatUri(secret, 'decoded');
      await until(() => vscode.window.activeTextEditor?.document.uri.toString() === decoded.toString());
      const shown = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.match(shown, /^password: S3cr3t-plain!$/m);
      assert.match(shown, /^conn\.json: '?\{"host":"db","port":5432\}'?$/m);
      assert.equal((await vscode.workspace.fs.stat(decoded)).permissions, vscode.FilePermission.Readonly);
    });

    it('shows nothing decoded that was not asked for', async () => {
      await restore('/registry/secrets/shop/shop-tls');
      await assert.rejects(
        async () => vscode.workspace.fs.readFile(formatUri('/registry/secrets/shop/shop-tls', 'decoded')),
        /only when you ask/,
      );
    });

    it('is the only kind that offers it', async () => {
      assert.deepEqual(await lensesOf(await open(deployment)), []);
    });
  });

  describe('a new object', () => {
    const key = '/registry/configmaps/shop/made-here';
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made-here\n  namespace: shop\ndata:\n  "on": "1e3"\n';

    it('is stored as the API server would store it', async function () {
      await cluster.store.delete(bytes(key));
      await acceptUntilEnd(
        vscode.commands.executeCommand(commands.newKey, { connectionId: 'writable', prefix: bytes(key) }),
      );
      const document = vscode.window.activeTextEditor?.document;
      assert.ok(document);
      await until(() => document.languageId === 'yaml');
      await typeText(document, text.replace('kind: ConfigMap', 'kind: ConfigMap\nspec: {}'));
      await until(() => problemsOf(document).length === 1);
      assert.equal(problemsOf(document)[0]?.code, 'unknownField');
      assert.equal(await document.save(), false);
      assert.equal(await cluster.store.get(bytes(key)), undefined);
      await typeText(document, text);
      await answering(this, [], async () => assert.equal(await document.save(), true));
      assert.equal(decodeValue(bytes(key), (await get(key)).value).format, 'kubernetes-protobuf');
      assert.deepEqual((await objectOf(key)).data, { on: '1e3' });
      const shown = renderYaml(decodeValue(bytes(key), (await get(key)).value));
      await until(() => !document.isDirty && document.getText() === shown);
    });
  });

  it('outlines an object', async () => {
    const document = await open(deployment);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['apiVersion', 'kind', 'metadata', 'spec', 'status'],
    );
    const names = (path: readonly string[]) =>
      path
        .reduce((level, name) => level.find(symbol => symbol.name === name)?.children ?? [], symbols)
        .map(({ name }) => name);
    assert.deepEqual(names(['spec', 'template', 'spec', 'containers']), ['web', 'exporter']);
  });
});
