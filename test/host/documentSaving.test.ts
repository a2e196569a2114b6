import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
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

describe('saving documents', function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());
  afterEach(closeEditors);

  describe('by hand', () => {
    it('writes in one revision, keeps the lease, and leaves the document clean', async () => {
      const lease = (await cluster.etcd.etcdctl(['lease', 'grant', '600'])).split(' ')[1] ?? '';
      await cluster.etcd.etcdctl(['put', `--lease=${lease}`, '/save/lease', 'before']);
      const before = await cluster.get('/save/lease');
      const document = await openEditor(uriOf('/save/lease'));
      await typeText(document, 'after it');
      assert.equal(await document.save(), true);
      assert.equal(document.isDirty, false);
      const after = await cluster.get('/save/lease');
      assert.equal(valueText(after), 'after it');
      assert.equal(after?.modRevision, (before?.modRevision ?? 0n) + 1n);
      assert.equal(after?.lease, BigInt(`0x${lease}`));
    });

    it('saves again and again without taking its own writes for those of others', async () => {
      await cluster.put('/save/again', '0');
      const document = await openEditor(uriOf('/save/again'));
      for (const text of ['1', '22', '3', '44', '5']) {
        await typeText(document, text);
        assert.equal(await document.save(), true);
        assert.equal(valueText(await cluster.get('/save/again')), text);
      }
    });

    it('writes nothing where nothing was changed', async () => {
      const values = ['same\r\nsame', '\ufeffwith a mark', 'mixed\nline\r\nendings\rhere', '{"a": 1}'];
      for (const [index, value] of values.entries()) {
        const key = `/save/same/${index}`;
        const { revision } = await cluster.put(key, value);
        const document = await openEditor(uriOf(key));
        await vscode.commands.executeCommand('workbench.action.files.save');
        await typeText(document, `${document.getText()}x`);
        await vscode.commands.executeCommand('undo');
        await until(() => !document.isDirty);
        await vscode.commands.executeCommand('workbench.action.files.save');
        assert.equal((await cluster.get(key))?.modRevision, revision, JSON.stringify(value));
      }
    });

    it('leaves the line endings of untouched lines alone', async () => {
      await cluster.put('/save/endings', 'one\r\ntwo\nthree\r\n');
      const document = await openEditor(uriOf('/save/endings'));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, document.lineAt(1).range, 'zwei');
      await vscode.workspace.applyEdit(edit);
      assert.equal(await document.save(), true);
      assert.match(valueText(await cluster.get('/save/endings')) ?? '', /^one\r\nzwei\r?\nthree\r\n$/);
    });

    it('refuses JSON that no longer is', async () => {
      await cluster.put('/save/json', '{"a": 1}');
      const document = await openEditor(uriOf('/save/json'));
      await typeText(document, '{"a": }');
      assert.equal(await document.save(), false);
      assert.equal(document.isDirty, true);
      assert.equal(valueText(await cluster.get('/save/json')), '{"a": 1}');
      await typeText(document, '{"a": 2}');
      assert.equal(await document.save(), true);
      assert.equal(valueText(await cluster.get('/save/json')), '{"a": 2}');
    });

    it('shows what other hands wrote, once the window writes the key or another extension does', async () => {
      await cluster.put('/save/follow', 'first');
      const document = await openEditor(uriOf('/save/follow'));
      await vscode.workspace.fs.writeFile(document.uri, bytes('second'));
      await until(() => document.getText() === 'second');
      await typeText(document, 'third!');
      assert.equal(await document.save(), true, 'the text that was read again is the base of the next save');
    });
  });

  describe('conflicts', () => {
    const open = async (key: string, value: string) => {
      await cluster.put(key, value);
      return openEditor(uriOf(key));
    };

    // Typed before somebody else writes: VS Code loads an unchanged document again, soon after it was opened.
    it('refuses a save over a longer value, and writes it when told to overwrite', async () => {
      const document = await open('/conflict/longer', 'mine');
      await typeText(document, 'mine, edited');
      await cluster.put('/conflict/longer', 'theirs, longer');
      assert.equal(await document.save(), false);
      assert.equal(document.isDirty, true);
      assert.equal(valueText(await cluster.get('/conflict/longer')), 'theirs, longer');
      await vscode.commands.executeCommand('workbench.files.action.acceptLocalChanges', document.uri);
      assert.equal(valueText(await cluster.get('/conflict/longer')), 'mine, edited');
      assert.equal(document.isDirty, false);
    });

    it('refuses a save over a value of the same length', async () => {
      const document = await open('/conflict/same', 'mine');
      await typeText(document, 'edit');
      await cluster.put('/conflict/same', 'them');
      assert.equal(await document.save(), false);
      assert.equal(document.isDirty, true);
      assert.equal(valueText(await cluster.get('/conflict/same')), 'them');
    });

    it('does not take a look at the newer value for having loaded it', async () => {
      const document = await open('/conflict/peek', 'mine');
      await typeText(document, 'edit');
      await cluster.put('/conflict/peek', 'them');
      await until(async () => Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString() === 'them');
      assert.equal(await document.save(), false);
      assert.equal(valueText(await cluster.get('/conflict/peek')), 'them');
    });

    it('saves after the newer value was loaded', async () => {
      const document = await open('/conflict/revert', 'mine');
      await typeText(document, 'edit');
      await cluster.put('/conflict/revert', 'them');
      assert.equal(await document.save(), false);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await until(() => document.getText() === 'them' && !document.isDirty);
      await typeText(document, 'both');
      assert.equal(await document.save(), true);
      assert.equal(valueText(await cluster.get('/conflict/revert')), 'both');
    });

    it('asks about a value of the same length, names both revisions, and writes nothing when the dialog is closed', async function () {
      const document = await open('/conflict/ask', 'mine');
      const base = (await cluster.get('/conflict/ask'))?.modRevision;
      await typeText(document, 'edit');
      const { revision } = await cluster.put('/conflict/ask', 'them');
      const { result, dialogs } = await answering(this, [undefined], async () => document.save());
      assert.equal(result, false);
      assert.equal(dialogs.length, 1);
      assert.match(dialogs[0]?.message ?? '', new RegExp(`'/conflict/ask' .*revision ${revision} .*revision ${base}`));
      assert.match(dialogs[0]?.detail ?? '', /Writable/);
      assert.equal(valueText(await cluster.get('/conflict/ask')), 'them');
      assert.equal(document.isDirty, true);
    });

    it('overwrites when that is chosen, and asks once more when the key changed again meanwhile', async function () {
      const document = await open('/conflict/overwrite', 'mine');
      await typeText(document, 'edit');
      await cluster.put('/conflict/overwrite', 'them');
      const { result } = await answering(this, ['Overwrite'], async () => document.save());
      assert.equal(result, true);
      assert.equal(valueText(await cluster.get('/conflict/overwrite')), 'edit');
      await typeText(document, 'next');
      assert.equal(await document.save(), true, 'what was overwritten is the new base');
    });

    it('compares with the newer value when that is chosen', async function () {
      const document = await open('/conflict/compare', 'mine');
      await typeText(document, 'edit');
      await cluster.put('/conflict/compare', 'them');
      const { result } = await answering(this, ['Compare'], async () => document.save());
      assert.equal(result, false);
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      assert.ok(input instanceof vscode.TabInputTextDiff);
      assert.match(input.original.query, /^revision=\d+$/);
      assert.equal(input.modified.toString(), document.uri.toString());
      const original = await vscode.workspace.openTextDocument(input.original);
      assert.equal(original.getText(), 'them');
      assert.equal(document.getText(), 'edit');
      assert.equal(valueText(await cluster.get('/conflict/compare')), 'them');
    });

    it('reloads when that is chosen', async function () {
      const document = await open('/conflict/reload', 'mine');
      await typeText(document, 'edit');
      await cluster.put('/conflict/reload', 'them');
      const { result } = await answering(this, ['Reload'], async () => document.save());
      assert.equal(result, false);
      await until(() => document.getText() === 'them' && !document.isDirty);
      assert.equal(valueText(await cluster.get('/conflict/reload')), 'them');
    });

    it('does not create a deleted key again by itself', async () => {
      const document = await open('/conflict/deleted', 'mine');
      await typeText(document, 'edit');
      await cluster.store.delete(bytes('/conflict/deleted'));
      assert.equal(await document.save(), false);
      assert.equal(await cluster.get('/conflict/deleted'), undefined);
      assert.equal(document.isDirty, true);
    });

    it('creates a deleted key again when that is chosen, also below a key and where nothing else is', async function () {
      await cluster.put('/lonely', 'a key above');
      const document = await open('/lonely/deep/deleted', 'mine');
      await typeText(document, 'edit');
      await cluster.store.delete(bytes('/lonely/deep/deleted'));
      const { result, dialogs } = await answering(this, ['Create Again'], async () => document.save());
      assert.equal(result, true);
      assert.match(dialogs[0]?.message ?? '', /deleted/);
      assert.equal(valueText(await cluster.get('/lonely/deep/deleted')), 'edit');
    });

    it('takes the value of somebody who wrote the same for saved', async () => {
      const document = await open('/conflict/equal', 'mine');
      await typeText(document, 'same idea');
      const { revision } = await cluster.put('/conflict/equal', 'same idea');
      assert.equal(await document.save(), true);
      assert.equal((await cluster.get('/conflict/equal'))?.modRevision, revision);
    });

    it('does not undo the work of others by saving an unchanged document', async () => {
      const document = await open('/conflict/untouched', 'mine');
      const { revision } = await cluster.put('/conflict/untouched', 'them');
      await vscode.commands.executeCommand('workbench.action.files.save');
      assert.equal((await cluster.get('/conflict/untouched'))?.modRevision, revision);
      await until(() => document.getText() === 'them');
    });

    it('does not put back an earlier value by a save while VS Code reads the newer one', async () => {
      // VS Code reads it within some 150 ms of the event; one of these saves comes right then.
      for (let delay = 0; delay < 160; delay += 10) {
        const key = `/conflict/overtaken/${delay}`;
        const document = await open(key, 'mine');
        await vscode.workspace.fs.writeFile(document.uri, bytes('them'));
        await sleep(delay);
        await vscode.commands.executeCommand('workbench.action.files.save');
        await until(() => document.getText() === 'them');
        assert.equal(valueText(await cluster.get(key)), 'them', `after ${delay} ms`);
      }
    });
  });

  describe('deleted keys', () => {
    const isShown = (uri: vscode.Uri) =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
      );

    it('close with their key', async () => {
      await cluster.put('/gone/key', 'here');
      const { uri } = await openEditor(uriOf('/gone/key'));
      assert.equal(isShown(uri), true);
      await vscode.workspace.fs.delete(uri);
      await until(() => !isShown(uri));
    });

    it('stay open where they have unsaved changes, and can be saved again', async function () {
      await cluster.put('/gone/unsaved', 'here');
      const document = await openEditor(uriOf('/gone/unsaved'));
      await typeText(document, 'unsaved work');
      await vscode.workspace.fs.delete(document.uri);
      assert.equal(await cluster.get('/gone/unsaved'), undefined);
      const { result } = await answering(this, ['Create Again'], async () => document.save());
      assert.equal(result, true);
      assert.equal(isShown(document.uri), true);
      assert.equal(valueText(await cluster.get('/gone/unsaved')), 'unsaved work');
    });
  });
});
