import assert from 'node:assert/strict';
import { bytesFromText } from '../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { editorText, save, typeOver, waitForDirty, waitForEditorText } from './support/editor';
import { dialog, dialogText, pressDialogButton, pressNotificationButton } from './support/messages';
import { enterText, quickInput, runCommand } from './support/quickInput';
import { chooseFromContextMenu, expandRow, openViewContainer, revealRow, treeRow } from './support/tree';
import { useWorkbench } from './support/workbench';

describe('editing keys by hand', function () {
  this.timeout(120_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;
  const put = (key: string, value: string) => store.put(bytesFromText(key), bytesFromText(value));
  const value = async (key: string) => {
    const found = await store.get(bytesFromText(key));
    return found && Buffer.from(found.value).toString();
  };
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) {
      await workbench().page.waitForTimeout(20);
    }
  };
  const openKey = async (name: string) => {
    await treeRow(workbench().page, name).click();
    await waitForEditorText(workbench().page, /mine/);
  };

  before(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
    for (const name of ['longer', 'same', 'again', 'reload']) {
      await put(`/shop/${name}`, `mine ${name}`);
    }
    for (let index = 0; index < 12; index++) {
      await put(`/shop/carts/${index}`, 'cart');
    }
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });
  // Hooks run in this order: the window is told of the cluster above.
  const workbench = useWorkbench(() => ({
    settings: {
      'etcdscope.connections': [{ id: 'shop', name: 'Shop', endpoints: etcd.endpoints, production: true }],
    },
  }));

  it('opens a key and shows where it is from', async () => {
    const { page, screenshot } = workbench();
    await openViewContainer(page, 'etcd');
    const shop = await revealRow(page, ['Shop']);
    await expandRow(shop);
    await expandRow(treeRow(page, '/shop'));
    await openKey('longer');
    const status = page.locator('.part.statusbar .statusbar-item').filter({ hasText: /Shop · Revision \d+ · Text/ });
    await status.waitFor();
    await screenshot('document');
  });

  it("takes VS Code's own Overwrite for an answer", async () => {
    const { page, screenshot } = workbench();
    await typeOver(page, 'edited by me');
    await put('/shop/longer', 'changed by somebody else');
    await save(page);
    // A window under automation shows no toasts; the list behind the bell has the same.
    await page.getByRole('button', { name: /Notification/ }).click();
    const refusal = page.locator('.notifications-center .notification-list-item').filter({ hasText: /newer/ });
    await refusal.waitFor();
    await screenshot('conflict of VS Code');
    assert.equal(await value('/shop/longer'), 'changed by somebody else');
    await pressNotificationButton(refusal, 'Overwrite');
    await until(async () => (await value('/shop/longer')) === 'edited by me');
    await waitForDirty(page, false);
  });

  it('asks about a change of the same length, compares, and overwrites', async () => {
    const { page, screenshot } = workbench();
    await openKey('same');
    await typeOver(page, 'edited by me');
    await put('/shop/same', 'them same');
    await save(page);
    assert.match(await dialogText(page), /'\/shop\/same' was changed at revision \d+ by someone else/);
    await screenshot('conflict of the same length');
    await pressDialogButton(page, 'Compare');
    await page.locator('.monaco-diff-editor').waitFor();
    await screenshot('comparing');
    assert.equal(await value('/shop/same'), 'them same');
    await page.locator('.monaco-diff-editor .editor.modified .view-lines').click();
    await save(page);
    await pressDialogButton(page, 'Overwrite');
    await until(async () => (await value('/shop/same')) === 'edited by me');
  });

  it('reloads what somebody else wrote', async () => {
    const { page } = workbench();
    await openKey('reload');
    await typeOver(page, 'edited by me');
    await put('/shop/reload', 'them reload');
    await save(page);
    await pressDialogButton(page, 'Reload');
    await waitForEditorText(page, 'them reload');
    await waitForDirty(page, false);
    assert.equal(await editorText(page), 'them reload');
  });

  it('creates a key below a row', async () => {
    const { page, screenshot } = workbench();
    await chooseFromContextMenu(treeRow(page, 'carts'), 'New Key…');
    const input = quickInput(page).locator('input').first();
    await until(async () => (await input.inputValue()) === '/shop/carts/');
    await page.keyboard.type('new');
    await screenshot('new key');
    await page.keyboard.press('Enter');
    const status = page.locator('.part.statusbar .statusbar-item').filter({ hasText: 'New Key, Not Saved' });
    await status.waitFor();
    assert.equal(await value('/shop/carts/new'), undefined);
    await typeOver(page, 'first');
    await save(page);
    await until(async () => (await value('/shop/carts/new')) === 'first');
  });

  it('deletes a prefix of production only when it is typed', async () => {
    const { page, screenshot } = workbench();
    await chooseFromContextMenu(treeRow(page, 'carts'), 'Delete Prefix…');
    const question = await dialogText(page);
    assert.match(question, /13 keys below '\/shop\/carts\/'/);
    assert.match(question, /PRODUCTION: Shop/);
    assert.match(question, /and 3 more/);
    await screenshot('delete prefix');
    await pressDialogButton(page, 'Delete 13 Keys');
    await quickInput(page).waitFor();
    await enterText(page, '/shop/cart');
    await screenshot('delete prefix typed');
    assert.equal(await value('/shop/carts/new'), 'first');
    await enterText(page, '/shop/carts/');
    await until(async () => (await value('/shop/carts/new')) === undefined);
    await treeRow(page, 'carts').waitFor({ state: 'detached' });
    assert.equal(await value('/shop/longer'), 'edited by me');
  });

  it('deletes a key after asking', async () => {
    const { page, screenshot } = workbench();
    await chooseFromContextMenu(treeRow(page, 'again'), 'Delete Key…');
    assert.match(await dialogText(page), /Delete the key '\/shop\/again'\?/);
    await screenshot('delete key');
    await pressDialogButton(page, 'Delete Key');
    await until(async () => (await value('/shop/again')) === undefined);
    await treeRow(page, 'again').waitFor({ state: 'detached' });
    assert.equal(await dialog(page).count(), 0);
  });

  it('copies and deletes the selected row by the keyboard, after asking', async () => {
    const { page } = workbench();
    await treeRow(page, 'longer').click();
    await waitForEditorText(page, /edited/);
    await runCommand(page, 'Focus on Keyspace View');
    await page.keyboard.press('ControlOrMeta+C');
    await page.locator('.part.statusbar').getByText('Key copied').waitFor();
    await page.keyboard.press('Delete');
    assert.match(await dialogText(page), /Delete the key '\/shop\/longer'\?/);
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    assert.equal(await value('/shop/longer'), 'edited by me');
    await page.keyboard.press('Delete');
    await pressDialogButton(page, 'Delete Key');
    await until(async () => (await value('/shop/longer')) === undefined);
  });
});
