import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { repositoryRoot } from '../support/repositoryRoot';
import { waitForEditorText } from './support/editor';
import { panelPage } from './support/panel';
import { enterText, runCommand } from './support/quickInput';
import { chooseFromContextMenu, expandRow, openViewContainer, treeRow, treeTexts } from './support/tree';
import { useWorkbench } from './support/workbench';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');

for (const theme of ['dark', 'light'] as const) {
  describe(`a snapshot file without a cluster, ${theme}`, () => {
    const workbench = useWorkbench({
      theme,
      settings: { 'workbench.tree.enableStickyScroll': false, 'files.simpleDialog.enable': true },
    });

    it('opens from the Explorer and shows the keyspace', async () => {
      const { page, folder, screenshot } = workbench();
      writeFileSync(join(folder, 'snapshot.db'), gunzipSync(readFileSync(packed)));
      await openViewContainer(page, 'etcd');
      await screenshot(`snapshot welcome ${theme}`);
      await openViewContainer(page, 'Explorer');
      await treeRow(page, 'snapshot.db').waitFor();
      await chooseFromContextMenu(treeRow(page, 'snapshot.db'), 'Open Snapshot File…');
      await treeRow(page, 'configmaps').waitFor();
      await screenshot(`snapshot tree ${theme}`);
      const rows = await treeTexts(page);
      assert.deepEqual(rows[0], { label: 'snapshot.db', description: 'revision 1460 · snapshot' });
    });

    it('opens a Secret', async () => {
      const { page, screenshot } = workbench();
      await runCommand(page, 'etcd: Go to Key…');
      await enterText(page, '/registry/secrets/');
      await expandRow(treeRow(page, 'shop'));
      await treeRow(page, 'plain-opaque').click();
      await waitForEditorText(page, 'password: UzNjcjN0LXBsYWluIQ==');
      await screenshot(`snapshot ${theme}`, { inDocs: true });
    });

    it('shows the history of a Deployment, and what a write changed', async () => {
      const { page, screenshot } = workbench();
      await runCommand(page, 'etcd: Go to Key…');
      await enterText(page, '/registry/deployments/shop/');
      await chooseFromContextMenu(treeRow(page, 'web'), 'Show History…');
      const newest = treeRow(page, 'Revision 1314');
      await newest.waitFor();
      // Written within the second of the write before it, so that nothing proves who wrote it.
      await newest.filter({ hasText: 'last manager: kube-controller-manager' }).waitFor();
      await treeRow(page, 'Revision 1313').filter({ hasText: 'by kube-controller-manager' }).waitFor();
      await newest.click();
      await page.locator('.monaco-diff-editor .view-line').filter({ hasText: 'availableReplicas: 3' }).waitFor();
      await screenshot(`snapshot history ${theme}`, { inDocs: true });
    });

    it('shows the tree at that revision, and comes back', async () => {
      const { page, screenshot } = workbench();
      await chooseFromContextMenu(treeRow(page, 'Revision 1314'), 'Browse at Revision…');
      await treeRow(page, 'web').and(page.locator('.selected')).waitFor();
      await page.keyboard.press('Home');
      await treeRow(page, 'snapshot.db').filter({ hasText: 'at revision 1314' }).waitFor();
      await screenshot(`snapshot past ${theme}`);
      await chooseFromContextMenu(treeRow(page, 'snapshot.db'), 'Back to Now');
      await treeRow(page, 'snapshot.db').filter({ hasNotText: 'at revision' }).waitFor();
    });

    it('says what the file is', async () => {
      const { page, screenshot } = workbench();
      await chooseFromContextMenu(treeRow(page, 'snapshot.db'), 'Snapshot Status');
      const preview = panelPage(page);
      await preview.getByText('2782951412').waitFor();
      await screenshot(`snapshot status ${theme}`, { inDocs: true });
    });
  });
}
