import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { commands } from '../../src/host/ids';
import { documentFormats, targetFromUri, uriFromKey } from '../../src/host/keyUri';
import { storedKeys } from '../support/kubernetesA';
import { seededRandom } from '../support/seededRandom';
import {
  closeEditors,
  openEditor,
  startTestCluster,
  type TestCluster,
  type as typeText,
  until,
  uriOf,
  valueText,
} from './testCluster';

const bytes = bytesFromText;

function isFileSystemError(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof vscode.FileSystemError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  };
}

describe('documents', function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());
  afterEach(closeEditors);

  describe('opening', () => {
    it('shows text as it is stored', async () => {
      await cluster.put('/open/text', 'first\nsecond');
      const document = await openEditor(uriOf('/open/text'));
      assert.equal(document.getText(), 'first\nsecond');
      assert.equal(document.languageId, 'plaintext');
    });

    it('shows JSON as it is stored, not reformatted, as JSON whatever the key is called', async () => {
      await cluster.put('/open/json', '{"b":1,   "a":[]}');
      const document = await openEditor(uriOf('/open/json'));
      assert.equal(document.getText(), '{"b":1,   "a":[]}');
      await until(() => document.languageId === 'json');
    });

    it('shows an object of Kubernetes as YAML', async () => {
      const namespace = storedKeys().find(({ key }) => Buffer.from(key).toString() === '/registry/namespaces/default');
      assert.ok(namespace);
      await cluster.put(namespace.key, namespace.value);
      const document = await openEditor(uriOf(namespace.key));
      assert.match(document.getText(), /^apiVersion: v1\nkind: Namespace\nmetadata:\n/);
      await until(() => document.languageId === 'yaml');
    });

    it('lets nobody edit what is shown otherwise than it is stored', async () => {
      const value = Uint8Array.of(0xff, 0x00, 0x80);
      await cluster.put('/open/dumped', value);
      const { uri } = await openEditor(uriOf('/open/dumped'));
      assert.equal((await vscode.workspace.fs.stat(uri)).permissions, vscode.FilePermission.Readonly);
      await assert.rejects(
        async () => vscode.workspace.fs.writeFile(uri, bytes('other')),
        isFileSystemError('NoPermissions'),
      );
      assert.deepEqual((await cluster.get('/open/dumped'))?.value, value);
    });

    it('shows anything else as a hex dump that says so', async () => {
      await cluster.put('/open/binary.json', Uint8Array.of(0xff, 0x00, 0x80));
      const document = await openEditor(uriOf('/open/binary.json'));
      assert.match(document.lineAt(0).text, /hex dump/);
      assert.match(document.getText(), /ff 00 80/);
      await until(() => document.languageId === 'plaintext');
    });

    it('names the provider of an encrypted value', async () => {
      await cluster.put('/open/encrypted', 'k8s:enc:aescbc:v1:key1:\u0001\u0002');
      const document = await openEditor(uriOf('/open/encrypted'));
      assert.match(document.lineAt(0).text, /aescbc v1 .*"key1"/);
    });

    it('keeps a language that the user chose', async () => {
      await cluster.put('/open/chosen', '{"a":1}');
      const document = await openEditor(uriOf('/open/chosen'));
      await until(() => document.languageId === 'json');
      const changed = await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
      await typeText(changed, '{"a":2}');
      assert.equal(await changed.save(), true);
      assert.equal(changed.languageId, 'plaintext');
      assert.equal(valueText(await cluster.get('/open/chosen')), '{"a":2}');
    });

    const awkward: readonly (readonly [string, Uint8Array])[] = [
      ['no leading slash', bytes('relative/key')],
      ['a key that is also a prefix', bytes('relative')],
      ['an empty segment', bytes('/a//b')],
      ['a slash at the end', bytes('/a/')],
      ['only a slash', bytes('/')],
      ['dot segments', bytes('/a/../b/./c')],
      ['NUL', Uint8Array.of(0x2f, 0x00, 0x61)],
      ['a single NUL', Uint8Array.of(0)],
      ['bytes that are no UTF-8', Uint8Array.of(0x2f, 0xff, 0xfe)],
      ['percent signs, spaces, question marks, hashes', bytes('/100%25 ?#[]:@&')],
      ['a drive letter', bytes('/C:/x')],
      ['a backslash', bytes('/a\\b')],
      ['capitals', bytes('/UPPER')],
      ['the same in small letters', bytes('/upper')],
      ['other scripts', bytes('/ключ/鍵/🔑')],
    ];
    for (const [name, key] of awkward) {
      it(`opens and saves a key with ${name}`, async () => {
        await cluster.put(key, `value of ${name}`);
        const document = await openEditor(uriOf(key));
        assert.equal(document.getText(), `value of ${name}`);
        await typeText(document, `saved ${name}`);
        assert.equal(await document.save(), true);
        assert.equal(valueText(await cluster.store.get(key)), `saved ${name}`);
        await cluster.store.delete(key);
      });
    }

    it('shows a key as it was at a revision, read-only', async () => {
      const { revision } = await cluster.put('/open/past', 'then');
      await cluster.put('/open/past', 'now');
      const uri = uriFromKey({ connectionId: 'writable', key: bytes('/open/past') }, { revision });
      assert.equal((await openEditor(uri)).getText(), 'then');
      const stat = await vscode.workspace.fs.stat(uri);
      assert.equal(stat.permissions, vscode.FilePermission.Readonly);
      assert.equal(stat.mtime, Number(revision));
      await assert.rejects(
        async () => vscode.workspace.fs.writeFile(uri, bytes('other')),
        isFileSystemError('NoPermissions'),
      );
    });

    it('opens by the command of a row', async () => {
      await cluster.put('/open/row', 'by command');
      await vscode.commands.executeCommand(commands.openKey, { connectionId: 'writable', key: bytes('/open/row') });
      await until(() => vscode.window.activeTextEditor?.document.getText() === 'by command');
    });
  });

  it('gives every key one URI, which means that key and no other', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 5000; round++) {
      // The bytes that paths and URIs treat in their own ways come often.
      const key = Uint8Array.from({ length: 1 + random.below(10) }, () => {
        const special = random.pick([...'/.%\\:?#CcX2eE '].map(character => character.charCodeAt(0)));
        return random.pick([special, random.below(256)]);
      });
      const revision = random.pick([undefined, 1n, 2n ** 63n - 1n]);
      const format = random.pick([undefined, ...documentFormats]);
      const uri = uriFromKey({ connectionId: 'writable', key }, { revision, format });
      const parsed = vscode.Uri.parse(uri.toString(), true);
      assert.equal(parsed.toString(), uri.toString());
      for (const same of [uri, parsed]) {
        const target = targetFromUri(same);
        assert.deepEqual(
          [target.connectionId, target.key, target.revision, target.format],
          ['writable', key, revision, format],
        );
      }
    }
  });

  describe('the file system', () => {
    it('tells revisions as times, and the size of what is shown', async () => {
      const created = await cluster.put('/stat/key', 'ä');
      const first = await vscode.workspace.fs.stat(uriOf('/stat/key'));
      assert.deepEqual(
        [first.type, first.ctime, first.mtime, first.size, first.permissions],
        [vscode.FileType.File, Number(created.revision), Number(created.revision), 2, undefined],
      );
      await cluster.put('/elsewhere', 'not this key');
      assert.equal((await vscode.workspace.fs.stat(uriOf('/stat/key'))).mtime, first.mtime);
      const changed = await cluster.put('/stat/key', 'longer');
      const second = await vscode.workspace.fs.stat(uriOf('/stat/key'));
      assert.deepEqual(
        [second.ctime, second.mtime, second.size],
        [Number(created.revision), Number(changed.revision), 6],
      );
    });

    it('knows no file where there is no key', async () => {
      const missing = uriOf('/stat/missing');
      await assert.rejects(async () => vscode.workspace.fs.stat(missing), isFileSystemError('FileNotFound'));
      await assert.rejects(async () => vscode.workspace.fs.readFile(missing), isFileSystemError('FileNotFound'));
      await assert.rejects(async () => vscode.workspace.fs.delete(missing), isFileSystemError('FileNotFound'));
      const notCanonical = missing.with({ path: '/stat//missing' });
      await assert.rejects(async () => vscode.workspace.fs.stat(notCanonical), isFileSystemError('FileNotFound'));
    });

    it('fails clearly for a connection that does not exist', async () => {
      await assert.rejects(
        async () => vscode.workspace.fs.readFile(uriOf('/a', 'nowhere')),
        error => {
          assert.ok(error instanceof vscode.FileSystemError);
          assert.equal(error.code, 'Unavailable');
          assert.match(error.message, /nowhere/);
          return true;
        },
      );
    });

    it('lists keys as files in folders', async () => {
      for (const key of ['/list/a', '/list/a/b', '/list/dir/c', '/list//d', 'list/relative']) {
        await cluster.put(key, '');
      }
      assert.deepEqual(await vscode.workspace.fs.readDirectory(uriOf('/list/a').with({ path: '/list' })), [
        ['%', vscode.FileType.Directory],
        ['a', vscode.FileType.File],
        ['dir', vscode.FileType.Directory],
      ]);
      const root = await vscode.workspace.fs.readDirectory(uriOf('/list').with({ path: '/' }));
      assert.ok(root.some(([name, type]) => name === 'list' && type === vscode.FileType.Directory));
      const relative = await vscode.workspace.fs.readDirectory(uriOf('/list').with({ path: '/%relative' }));
      assert.ok(relative.some(([name]) => name === 'list'));
      assert.equal((await vscode.workspace.fs.stat(uriOf('/list/dir'))).type, vscode.FileType.Directory);
    });

    it('declares a read-only connection, and refuses to write to it', async () => {
      await cluster.put('/frozen', 'ice');
      const uri = uriOf('/frozen', 'frozen');
      assert.equal((await vscode.workspace.fs.stat(uri)).permissions, vscode.FilePermission.Readonly);
      await assert.rejects(
        async () => vscode.workspace.fs.writeFile(uri, bytes('water')),
        isFileSystemError('NoPermissions'),
      );
      await assert.rejects(async () => vscode.workspace.fs.delete(uri), isFileSystemError('NoPermissions'));
      assert.equal(valueText(await cluster.get('/frozen')), 'ice');
    });

    it('writes, creates and deletes for other extensions', async () => {
      await cluster.put('/fs/first', 'a');
      await vscode.workspace.fs.writeFile(uriOf('/fs/first'), bytes('b'));
      await vscode.workspace.fs.writeFile(uriOf('/fs/second'), bytes('c'));
      assert.equal(valueText(await cluster.get('/fs/first')), 'b');
      assert.equal(valueText(await cluster.get('/fs/second')), 'c');
      await vscode.workspace.fs.delete(uriOf('/fs/second'));
      assert.equal(await cluster.get('/fs/second'), undefined);
    });

    it('refuses what etcd does not have: renaming and folders', async () => {
      await cluster.put('/fs/old', 'a');
      await assert.rejects(async () => vscode.workspace.fs.rename(uriOf('/fs/old'), uriOf('/fs/new')), /NoPermissions/);
      await assert.rejects(async () => vscode.workspace.fs.createDirectory(uriOf('/fs/folder')), /NoPermissions/);
    });
  });
});
