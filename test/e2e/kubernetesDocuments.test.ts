import assert from 'node:assert/strict';
import { bytesFromText } from '../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { decodeValue, type JsonObject } from '../../src/core/kubernetes';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { storedKeys } from '../support/kubernetesA';
import { activeEditor, save, waitForActiveTab, waitForDirty, waitForEditorText } from './support/editor';
import { dialogText, pressDialogButton } from './support/messages';
import { enterText, pick, quickInput, runCommand } from './support/quickInput';
import { openViewContainer, revealRow } from './support/tree';
import { useWorkbench } from './support/workbench';

const deployment = '/registry/deployments/shop/web';
const secret = '/registry/secrets/shop/plain-opaque';

for (const theme of ['dark', 'light'] as const) {
  describe(`editing objects of Kubernetes by hand, ${theme}`, function () {
    this.timeout(120_000);
    let etcd: RunningEtcd;
    let store: EtcdStore;

    const replicas = async () => {
      const found = await store.get(bytesFromText(deployment));
      const object = found && (decodeValue(found.key, found.value).object as JsonObject);
      return (object?.spec as JsonObject | undefined)?.replicas;
    };
    const openKey = async (key: string) => {
      const { page } = workbench();
      await runCommand(page, 'etcd: Go to Key…');
      await enterText(page, key);
    };
    /** Finds the line that begins with a field, and types over it. */
    const replaceField = async (find: string, field: string) => {
      const { page } = workbench();
      await activeEditor(page).locator('.view-lines').click();
      await page.keyboard.press('ControlOrMeta+F');
      const widget = activeEditor(page).locator('.find-widget.visible');
      const input = widget.locator('.find-part').locator('textarea, input').first();
      await input.fill(find);
      await widget
        .locator('.matchesCount')
        .filter({ hasText: / of [1-9]/ })
        .waitFor();
      await input.press('Enter');
      await input.press('Escape');
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+End');
      await page.keyboard.insertText(field);
    };
    const pressTitleAction = (name: string) =>
      workbench().page.locator('.editor-group-container.active .editor-actions').getByRole('button', { name }).click();

    before(async () => {
      etcd = await startEtcd();
      store = await openEtcd({ endpoints: etcd.endpoints });
      for (const { key, value } of storedKeys()) {
        await store.put(key, value);
      }
    });
    after(async () => {
      store?.close();
      await etcd?.stop();
    });
    // Hooks run in this order: the window is told of the cluster above.
    const workbench = useWorkbench(() => ({
      theme,
      settings: {
        'etcdscope.connections': [{ id: 'lab', name: 'lab', endpoints: etcd.endpoints }],
        'workbench.tree.enableStickyScroll': false,
      },
    }));

    it('opens a Deployment without managedFields, with an outline', async () => {
      const { page, screenshot } = workbench();
      await openViewContainer(page, 'etcd');
      await revealRow(page, ['lab']);
      await openKey(deployment);
      await waitForEditorText(page, 'kind: Deployment');
      await waitForActiveTab(page, 'web');
      await page.locator('.breadcrumbs-control').getByText('web').first().waitFor();
      await runCommand(page, 'Go to Symbol in Editor...');
      await quickInput(page).getByText('annotations', { exact: true }).first().waitFor();
      await screenshot(`outline ${theme}`);
      await page.keyboard.press('Escape');
      await screenshot(`deployment ${theme}`);
    });

    it('shows what is wrong while it is typed', async () => {
      const { page, screenshot } = workbench();
      await replaceField('progressDeadlineSeconds', 'replica: 4');
      await activeEditor(page).locator('.squiggly-error').first().waitFor();
      await runCommand(page, 'View: Toggle Problems');
      await page.locator('.markers-panel').getByText("There is no field 'spec.replica'").waitFor();
      await screenshot(`problems ${theme}`);
      await runCommand(page, 'View: Toggle Problems');
      await runCommand(page, 'File: Revert File');
      await waitForDirty(page, false);
    });

    it('saves an edit once the user has read what that means', async () => {
      const { page, screenshot } = workbench();
      const before = await replicas();
      await replaceField('  replicas: 3', 'replicas: 4');
      await waitForDirty(page, true);
      await save(page);
      assert.match(
        await dialogText(page),
        /past the Kubernetes API server[\s\S]*Admission and validation are bypassed/,
      );
      await screenshot(`save warning ${theme}`);
      assert.equal(await replicas(), before);
      await pressDialogButton(page, 'Save');
      await waitForDirty(page, false);
      assert.equal(await replicas(), 4);
      await waitForEditorText(page, '  replicas: 4');
    });

    it('shows managedFields by the eye in the title', async () => {
      const { page, screenshot } = workbench();
      await pressTitleAction('Show managedFields');
      await waitForEditorText(page, 'managedFields:');
      await screenshot(`managed fields ${theme}`);
      await pressTitleAction('Hide managedFields');
      await activeEditor(page)
        .locator('.view-line')
        .filter({ hasText: 'managedFields' })
        .first()
        .waitFor({ state: 'detached' });
    });

    it('opens the same key in another form', async () => {
      const { page, screenshot } = workbench();
      await runCommand(page, 'etcd: Open As…');
      await quickInput(page).getByText('Wire Structure').waitFor();
      await screenshot(`open as ${theme}`);
      await pick(page, 'Wire Structure');
      await waitForEditorText(page, /length-delimited/);
      await screenshot(`wire structure ${theme}`);
    });

    it('decodes a Secret when it is asked to', async () => {
      const { page, screenshot } = workbench();
      await openKey(secret);
      await waitForEditorText(page, 'password: UzNjcjN0LXBsYWluIQ==');
      await screenshot(`secret lens ${theme}`);
      await page.locator('.codelens-decoration').getByText('Show Decoded Data').click();
      await waitForEditorText(page, 'password: S3cr3t-plain!');
      await screenshot(`secret decoded ${theme}`);
    });
  });
}
