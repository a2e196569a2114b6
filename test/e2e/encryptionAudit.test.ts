import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { repositoryRoot } from '../support/repositoryRoot';
import { waitForEditorText } from './support/editor';
import { panelPage, waitForFit } from './support/panel';
import { pick, quickInput, runCommand } from './support/quickInput';
import { openViewContainer, treeRow } from './support/tree';
import { useWorkbench } from './support/workbench';

const configurationFile = join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz');
const narrow = { width: 700, height: 800 };

describe('proving encryption at rest', () => {
  let directory: string;
  let etcd: RunningEtcd;

  before(async function () {
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-audit-'));
    etcd = await startDemoEtcd(directory);
  });
  after(async () => {
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    describe(theme, () => {
      const workbench = useWorkbench(() => ({
        theme,
        settings: {
          'etcdscope.connections': [
            { id: 'cluster', name: 'kubernetes-a', endpoints: etcd.endpoints, connectOnStart: true },
          ],
        },
      }));
      const panel = () => panelPage(workbench().page);
      const verdict = () => panel().locator('.verdict-sentence');
      const cells = (column: number) =>
        panel().locator(`.table-body [role="row"] [aria-colindex="${column}"]`).allTextContents();

      it('goes from the palette to a verdict', async () => {
        const { page, screenshot } = workbench();
        await openViewContainer(page, 'etcd');
        await treeRow(page, 'kubernetes-a').waitFor();
        await runCommand(page, 'etcd: Audit Encryption at Rest…');
        await quickInput(page).getByText('configmaps').waitFor();
        await screenshot(`audit resources ${theme}`);
        await page.keyboard.press('Enter');
        await quickInput(page).getByText('Without a Configuration').waitFor();
        await screenshot(`audit configuration ${theme}`);
        await pick(page, 'Without a Configuration');
        await verdict().waitFor();
        assert.equal(await verdict().textContent(), '9 of 25 Secrets lie in etcd as plaintext.');
        assert.equal(await panel().locator('.verdict').getAttribute('data-level'), 'bad');
        await screenshot(`encryption audit ${theme}`, { inDocs: theme === 'dark' });
      });

      it('lists every Secret, filters and sorts', async () => {
        const { screenshot } = workbench();
        const grid = panel().getByRole('grid', { name: 'Objects' });
        await grid.scrollIntoViewIfNeeded();
        await grid.locator('[role="gridcell"]').first().waitFor();
        await screenshot(`encryption audit objects ${theme}`);
        assert.equal(await grid.getAttribute('aria-rowcount'), '26');
        assert.ok((await cells(1)).slice(0, 9).every(state => state === 'Plaintext'));
        await panel().getByRole('button', { name: 'Name', exact: true }).click();
        await panel().locator('[aria-sort="ascending"]').getByText('Name').waitFor();
        await panel().locator('vscode-text-field input').fill('gcm');
        await panel().locator('[role="grid"][aria-rowcount="4"]').waitFor();
        const names = await cells(3);
        assert.deepEqual(names, [...names].sort());
      });

      it('fits a narrow window', async () => {
        const { page, screenshot } = workbench();
        const size = page.viewportSize();
        await page.setViewportSize(narrow);
        await page.keyboard.press('ControlOrMeta+B');
        await panel().locator('h1').scrollIntoViewIfNeeded();
        await waitForFit(page, narrow.width);
        await screenshot(`encryption audit narrow ${theme}`);
        await page.keyboard.press('ControlOrMeta+B');
        await page.setViewportSize(size ?? narrow);
      });
    });
  }

  describe('against its configuration', () => {
    const workbench = useWorkbench(() => ({
      settings: {
        'etcdscope.connections': [
          { id: 'cluster', name: 'kubernetes-a', endpoints: etcd.endpoints, connectOnStart: true },
        ],
        'files.simpleDialog.enable': true,
      },
      workspaceFiles: { 'encryption.yaml': gunzipSync(readFileSync(configurationFile)).toString() },
    }));
    const panel = () => panelPage(workbench().page);

    it('takes a file and tells what is stale', async () => {
      const { page, screenshot } = workbench();
      await openViewContainer(page, 'etcd');
      await treeRow(page, 'kubernetes-a').waitFor();
      await runCommand(page, 'etcd: Audit Encryption at Rest…');
      await quickInput(page).getByText('configmaps').click();
      await quickInput(page).getByText('widgets.lab.example.com').click();
      await quickInput(page).getByRole('button', { name: 'OK' }).click();
      await pick(page, 'Choose a File…');
      await pick(page, 'encryption.yaml');
      await panel().locator('.verdict-sentence').waitFor();
      await screenshot('encryption audit configuration');
      const totals = await panel()
        .locator('.resource')
        .evaluateAll(elements => elements.map(element => element.querySelector('h3')?.textContent));
      assert.deepEqual(totals, ['configmaps', 'widgets.lab.example.com', 'secrets']);
    });

    it('shows the bytes of a Secret at rest, and goes back by the status bar', async () => {
      const { page, screenshot } = workbench();
      await panel().locator('vscode-text-field input').fill('gcm-regcred');
      const row = panel().locator('.table-body [role="row"]').filter({ hasText: 'gcm-regcred' });
      await row.hover();
      await row.getByRole('button', { name: 'Show Raw Bytes at Rest' }).click();
      await waitForEditorText(page, 'Nonce: 12 bytes');
      await screenshot('raw bytes encrypted');
      await page
        .locator('.part.statusbar .statusbar-item')
        .filter({ hasText: /kubernetes-a: .+ plaintext/ })
        .click();
      await panel().locator('.verdict-sentence').waitFor();
    });

    it('shows where the data of a plaintext Secret can be read', async () => {
      const { page, screenshot } = workbench();
      await panel().locator('vscode-text-field input').fill('plain-opaque');
      const row = panel().locator('.table-body [role="row"]').filter({ hasText: 'plain-opaque' });
      await row.waitFor();
      await panel().getByRole('grid', { name: 'Objects' }).focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await waitForEditorText(page, 'kind: Secret');
      await runCommand(page, 'etcd: Show Raw Bytes at Rest');
      await waitForEditorText(page, 'Readable, password: 13 bytes');
      await screenshot('raw bytes plaintext');
    });
  });
});
