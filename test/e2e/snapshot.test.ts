import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { repositoryRoot } from '../support/repositoryRoot';
import { waitForEditorText } from './support/editor';
import { panelPage } from './support/panel';
import { enterText, runCommand } from './support/quickInput';
import {
  chooseFromContextMenu,
  expandRow,
  openViewContainer,
  treeRow,
  treeTexts,
  viewContainerTab,
} from './support/tree';
import { useWorkbench } from './support/workbench';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');

/** A pointer with something in hand opens what it rests on only while it is told to rest there. */
const mostMoves = 100;

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

    it('opens when it is dropped on the view', async () => {
      const { page, folder, screenshot } = workbench();
      await copyFile(packed, join(folder, 'dropped.db.gz'));
      await openViewContainer(page, 'Explorer');
      await treeRow(page, 'dropped.db.gz').hover();
      const file = await treeRow(page, 'dropped.db.gz').boundingBox();
      const icon = await viewContainerTab(page, 'etcd').boundingBox();
      assert.ok(file && icon);
      await page.mouse.down();
      await page.mouse.move(file.x + 70, file.y + 12, { steps: 4 });
      // The view opens under a pointer that rests on its icon with something in hand.
      const row = treeRow(page, 'configmaps');
      for (let moves = 0; moves < mostMoves && !(await row.isVisible()); moves++) {
        await page.mouse.move(icon.x + 20 + (moves % 2), icon.y + 20, { steps: 8 });
        await page.waitForTimeout(100);
      }
      const place = await row.boundingBox();
      assert.ok(place);
      await page.mouse.move(place.x + 100, place.y + 10, { steps: 8 });
      await page.mouse.up();
      await treeRow(page, 'dropped.db.gz').filter({ hasText: 'revision 1460' }).waitFor();
      // Below the rows of the first one, and yet with rows of its own in sight.
      await treeRow(page, 'dropped.db.gz').and(page.locator('.selected')).waitFor();
      const rows = await treeTexts(page);
      assert.ok(rows.findIndex(({ label }) => label === 'dropped.db.gz') < rows.length - 5);
      await screenshot(`snapshot dropped ${theme}`);
      await chooseFromContextMenu(treeRow(page, 'dropped.db.gz'), 'Close Snapshot');
      await treeRow(page, 'dropped.db.gz').waitFor({ state: 'detached' });
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
