import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { waitForActiveTab, waitForEditorText } from './support/editor';
import { enterText, pick, quickInput, runCommand } from './support/quickInput';
import { expandRow, openViewContainer, treeRow, treeTexts } from './support/tree';
import { useWorkbench } from './support/workbench';

for (const theme of ['dark', 'light'] as const) {
  describe(`from an empty window to an opened Secret, ${theme}`, () => {
    const workbench = useWorkbench({
      theme,
      extension: 'packaged',
      // Rows that stick to the top would cover those that the pointer is meant for.
      settings: { 'workbench.tree.enableStickyScroll': false },
    });
    let directory: string;
    let etcd: RunningEtcd;

    before(async function () {
      this.timeout(120_000);
      directory = await mkdtemp(join(tmpdir(), 'etcdscope-journey-'));
      etcd = await startDemoEtcd(directory);
    });

    after(async () => {
      await etcd?.stop();
      await rm(directory, { recursive: true, force: true });
    });

    it('offers to add a connection where there is none', async () => {
      const { page, screenshot } = workbench();
      await openViewContainer(page, 'etcd');
      await page.getByRole('button', { name: 'Add Connection', exact: true }).waitFor();
      await screenshot(`welcome ${theme}`);
    });

    it('adds one by its endpoint and shows the keyspace', async () => {
      const { page, screenshot } = workbench();
      await page.getByRole('button', { name: 'Add Connection', exact: true }).click();
      await quickInput(page).getByText('Add Connection (1/').waitFor();
      await enterText(page, etcd.endpoints[0] ?? '');
      await quickInput(page).getByText('Add Connection (2/').waitFor();
      await enterText(page, 'kubernetes-a');
      await quickInput(page).getByText('Save and Connect').waitFor();
      await screenshot(`add connection ${theme}`, { inDocs: theme === 'dark' });
      await pick(page, 'Save and Connect');
      await treeRow(page, 'configmaps').waitFor();
      const rows = await treeTexts(page);
      assert.deepEqual(rows[0], { label: 'kubernetes-a', description: `etcd ${etcd.binaries.version}` });
      assert.equal(rows[1]?.label, '/registry');
    });

    it('opens a Secret as YAML with one click', async () => {
      const { page, screenshot } = workbench();
      await runCommand(page, 'etcd: Go to Key…');
      await enterText(page, '/registry/secrets/');
      await expandRow(treeRow(page, 'shop'));
      await treeRow(page, 'plain-opaque').click();
      await waitForEditorText(page, 'kind: Secret');
      await waitForActiveTab(page, 'plain-opaque');
      await waitForEditorText(page, 'password: UzNjcjN0LXBsYWluIQ==');
      await page.getByRole('button', { name: /YAML/ }).waitFor();
      await screenshot(`secret ${theme}`, { inDocs: true });
    });
  });
}
