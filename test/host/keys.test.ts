import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { commands } from '../../src/host/ids';
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
  valueText,
} from './testCluster';

const bytes = bytesFromText;

describe('creating and deleting keys', function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  const count = async () => (await cluster.store.range({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) })).count;
  const run = async (command: string, target: unknown) => vscode.commands.executeCommand(command, target);
  const key = (name: string, connectionId = 'writable') => ({ connectionId, key: bytes(name) });
  const prefix = (name: string, connectionId = 'writable') => ({ connectionId, prefix: bytes(name) });

  /** Types into the input box that comes next, which has no other way in for a test. */
  const typing = async <T>(
    context: Mocha.Context,
    text: string,
    answers: readonly string[],
    task: () => Promise<T>,
  ) => {
    const original = vscode.window.showInputBox;
    let asked: vscode.InputBoxOptions | undefined;
    Object.assign(vscode.window, {
      showInputBox: async (options: vscode.InputBoxOptions) => {
        asked = options;
        // As the box does: a text with an error cannot be accepted.
        const problem = await options.validateInput?.(text);
        const isError = typeof problem === 'string' || problem?.severity === vscode.InputBoxValidationSeverity.Error;
        return isError ? undefined : text;
      },
    });
    try {
      return { ...(await answering(context, answers, task)), asked };
    } finally {
      Object.assign(vscode.window, { showInputBox: original });
    }
  };

  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());
  afterEach(async () => {
    await closeEditors();
    await cluster.store.deletePrefix(bytes(''));
  });

  describe('a new key', () => {
    const openNew = async (name: string) => {
      await acceptUntilEnd(run(commands.newKey, prefix(name)));
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.uri.toString(), uriOf(name).toString());
      return document;
    };

    it('opens empty, and is written by the first save', async () => {
      const document = await openNew('/new/key');
      assert.equal(document.getText(), '');
      assert.equal(await cluster.get('/new/key'), undefined, 'nothing is written before the user saves');
      await typeText(document, 'born');
      assert.equal(await document.save(), true);
      const created = await cluster.get('/new/key');
      assert.equal(valueText(created), 'born');
      assert.equal(created?.version, 1n);
      await typeText(document, 'and grown');
      assert.equal(await document.save(), true);
      assert.equal(valueText(await cluster.get('/new/key')), 'and grown');
    });

    it('may have an empty value', async () => {
      await openNew('/new/empty');
      await vscode.commands.executeCommand('workbench.action.files.save');
      assert.equal((await cluster.get('/new/empty'))?.value.length, 0);
    });

    it('can be put below a key, and where no other key is', async () => {
      await cluster.put('/above', 'a key that becomes a prefix');
      const document = await openNew('/above/one/two');
      await typeText(document, 'below');
      assert.equal(await document.save(), true);
      assert.equal(valueText(await cluster.get('/above/one/two')), 'below');
    });

    it('does not overwrite a key that somebody else created meanwhile', async () => {
      const document = await openNew('/new/race');
      await typeText(document, 'mine');
      await cluster.put('/new/race', 'theirs');
      assert.equal(await document.save(), false);
      assert.equal(valueText(await cluster.get('/new/race')), 'theirs');
      assert.equal(document.getText(), 'mine');
    });

    it('does not overwrite an empty key that somebody else created meanwhile', async () => {
      const document = await openNew('/new/race/empty');
      await typeText(document, 'mine');
      await cluster.put('/new/race/empty', '');
      assert.equal(await document.save(), false);
      assert.equal(valueText(await cluster.get('/new/race/empty')), '');
    });

    it('leaves nothing behind when its editor is closed', async () => {
      const { uri } = await openNew('/new/closed');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until(async () => {
        try {
          await vscode.workspace.fs.stat(uri);
          return false;
        } catch {
          return true;
        }
      });
      assert.equal(await cluster.get('/new/closed'), undefined);
    });

    it('begins with the prefix of the row, takes escapes, and refuses keys that exist', async function () {
      await cluster.put('/rows/taken', '');
      const taken = await typing(this, '/rows/taken', [], () => run(commands.newKey, prefix('/rows/')));
      assert.equal(taken.asked?.value, '/rows/');
      assert.deepEqual(taken.asked?.valueSelection, [6, 6]);
      assert.equal(vscode.window.activeTextEditor, undefined);
      const problem = async (text: string) => {
        const found = await taken.asked?.validateInput?.(text);
        return typeof found === 'object' && found !== null ? found.severity : found;
      };
      assert.equal(await problem(''), vscode.InputBoxValidationSeverity.Error);
      assert.equal(await problem('/rows/\\q'), vscode.InputBoxValidationSeverity.Error);
      assert.equal(await problem('/rowss/a'), vscode.InputBoxValidationSeverity.Warning);
      assert.equal(await problem('/rows/\\xff'), undefined);
      await typing(this, '/rows/\\xff', [], () => run(commands.newKey, prefix('/rows/')));
      const expected = uriOf(Uint8Array.of(...bytes('/rows/'), 0xff));
      const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      assert.ok(shown instanceof vscode.TabInputText);
      assert.equal(shown.uri.toString(), expected.toString());
    });

    it('is refused on a read-only connection', async () => {
      await run(commands.newKey, prefix('/frozen', 'frozen'));
      assert.equal(vscode.window.activeTextEditor, undefined);
    });
  });

  describe('deleting a key', () => {
    it('needs an answer', async () => {
      await cluster.put('/delete/unasked', 'stays');
      await run(commands.deleteKey, key('/delete/unasked'));
      assert.equal(valueText(await cluster.get('/delete/unasked')), 'stays');
    });

    it('asks with the exact key and the cluster, and leaves it when the dialog is closed', async function () {
      await cluster.put('/delete/a\u0001b', 'stays');
      const { dialogs } = await answering(this, [undefined], () =>
        run(commands.deleteKey, key('/delete/a\u0001b', 'production')),
      );
      assert.match(dialogs[0]?.message ?? '', /'\/delete\/a\\x01b'/);
      assert.match(dialogs[0]?.detail ?? '', /PRODUCTION: Production/);
      assert.equal(valueText(await cluster.get('/delete/a\u0001b')), 'stays');
    });

    it('deletes, and closes the editor', async function () {
      await cluster.put('/delete/open', 'goes');
      const { uri } = await openEditor(uriOf('/delete/open'));
      await answering(this, ['Delete Key'], () => run(commands.deleteKey, undefined));
      assert.equal(await cluster.get('/delete/open'), undefined);
      await until(() => vscode.window.activeTextEditor?.document.uri.toString() !== uri.toString());
    });

    it('asks again when the key was changed since the question', async function () {
      await cluster.put('/delete/busy', 'one');
      const original = vscode.window.showWarningMessage;
      const { dialogs } = await answering(this, ['Delete Key', undefined], async () => {
        const answered = vscode.window.showWarningMessage;
        // Somebody writes while the user reads the question.
        Object.assign(vscode.window, {
          showWarningMessage: async (...args: Parameters<typeof answered>) => {
            await cluster.put('/delete/busy', 'two');
            return answered(...args);
          },
        });
        await run(commands.deleteKey, key('/delete/busy'));
      });
      assert.equal(vscode.window.showWarningMessage, original);
      assert.equal(dialogs.length, 2);
      assert.match(dialogs[1]?.detail ?? '', /since you were asked/);
      assert.equal(valueText(await cluster.get('/delete/busy')), 'two');
    });

    it('warns about the state of Kubernetes, and not elsewhere', async function () {
      for (const [name, isKubernetes] of [
        ['/registry/secrets/default/a', true],
        ['/registry2/a', false],
      ] as const) {
        await cluster.put(name, '');
        const { dialogs } = await answering(this, [undefined], () => run(commands.deleteKey, key(name)));
        assert.equal(/API server/.test(dialogs[0]?.detail ?? ''), isKubernetes, name);
      }
    });

    it('is refused on a read-only connection before any question', async function () {
      await cluster.put('/delete/frozen', 'stays');
      await answering(this, [], () => run(commands.deleteKey, key('/delete/frozen', 'frozen')));
      assert.equal(valueText(await cluster.get('/delete/frozen')), 'stays');
    });
  });

  describe('deleting a prefix', () => {
    const putMany = async (name: string, many: number) => {
      for (let index = 0; index < many; index++) {
        await cluster.put(`${name}${index}`, 'value');
      }
    };

    it('needs an answer', async () => {
      await putMany('/many/', 3);
      await run(commands.deletePrefix, prefix('/many/'));
      assert.equal(await count(), 3);
    });

    it('shows what goes, and deletes a few keys by a click', async function () {
      await putMany('/many/', 3);
      await cluster.put('/many', 'a key beside');
      const { dialogs } = await answering(this, ['Delete 3 Keys'], () => run(commands.deletePrefix, prefix('/many/')));
      assert.match(dialogs[0]?.message ?? '', /3 keys below '\/many\/'/);
      assert.match(dialogs[0]?.detail ?? '', /'\/many\/0'\n'\/many\/1'\n'\/many\/2'$/);
      assert.deepEqual([await count(), valueText(await cluster.get('/many'))], [1, 'a key beside']);
    });

    it('wants the prefix typed for more than ten keys', async function () {
      await putMany('/many/', 11);
      const wrong = await typing(this, '/many', ['Delete 11 Keys'], () => run(commands.deletePrefix, prefix('/many/')));
      assert.match(wrong.dialogs[0]?.detail ?? '', /and 1 more$/);
      assert.equal(await count(), 11);
      await typing(this, '/many/', ['Delete 11 Keys'], () => run(commands.deletePrefix, prefix('/many/')));
      assert.equal(await count(), 0);
    });

    it('wants the prefix typed for a single key of production', async function () {
      await putMany('/few/', 1);
      const target = prefix('/few/', 'production');
      const { asked } = await typing(this, '/few', ['Delete 1 Key'], () => run(commands.deletePrefix, target));
      assert.equal(asked?.placeHolder, '/few/');
      assert.equal(await count(), 1);
    });

    it('wants the connection named for the whole keyspace', async function () {
      await putMany('/few/', 1);
      await cluster.put('relative', '');
      await typing(this, 'Writable', ['Delete 2 Keys'], () => run(commands.deletePrefix, prefix('')));
      assert.equal(await count(), 0);
    });

    it('deletes nothing when a key was written since the question, and looks again when told to', async function () {
      await putMany('/busy/', 2);
      let isFirst = true;
      const { dialogs } = await answering(this, ['Delete 2 Keys', 'Look Again', 'Delete 3 Keys'], async () => {
        const answered = vscode.window.showWarningMessage;
        Object.assign(vscode.window, {
          showWarningMessage: async (...args: Parameters<typeof answered>) => {
            if (isFirst) {
              isFirst = false;
              await cluster.put('/busy/new', '');
            } else {
              assert.notEqual(await count(), 0);
            }
            return answered(...args);
          },
        });
        await run(commands.deletePrefix, prefix('/busy/'));
      });
      assert.match(dialogs[1]?.message ?? '', /Nothing was deleted/);
      assert.equal(await count(), 0);
    });
  });
});
