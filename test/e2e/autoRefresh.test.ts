import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { bytesFromText } from '../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { enterText, pick, quickInput } from './support/quickInput';
import { expandRow, openViewContainer, treeRow, treeTexts } from './support/tree';
import { useWorkbench } from './support/workbench';

describe('a tree that follows what others write', () => {
  const workbench = useWorkbench({ theme: 'dark', settings: { 'workbench.tree.enableStickyScroll': false } });
  let etcd: RunningEtcd;
  let somebodyElse: EtcdStore;

  const put = (key: string, value = '') => somebodyElse.put(bytesFromText(key), bytesFromText(value));

  before(async function () {
    this.timeout(60_000);
    etcd = await startEtcd();
    somebodyElse = await openEtcd({ endpoints: etcd.endpoints });
    for (const name of ['api', 'web', 'worker']) {
      await put(`/registry/deployments/shop/${name}`);
      await put(`/registry/pods/shop/${name}-0`);
    }
  });

  after(async () => {
    somebodyElse?.close();
    await etcd?.stop();
  });

  it('is switched on above the tree', async () => {
    const { page } = workbench();
    await openViewContainer(page, 'etcd');
    await page.getByRole('button', { name: 'Add Connection', exact: true }).click();
    await quickInput(page).getByText('Add Connection (1/').waitFor();
    await enterText(page, etcd.endpoints[0] ?? '');
    await quickInput(page).getByText('Add Connection (2/').waitFor();
    await enterText(page, 'shop');
    await pick(page, 'Save and Connect');
    await expandRow(treeRow(page, 'pods'));
    await expandRow(treeRow(page, 'shop', { level: 4 }));
    await treeRow(page, 'web-0').waitFor();
    await page.locator('.part.sidebar').hover();
    await page.getByRole('button', { name: 'Start Auto-Refresh' }).click();
    await page.getByRole('button', { name: 'Stop Auto-Refresh' }).waitFor();
  });

  it('shows new, changed and deleted keys as they come, and counts them', async () => {
    const { page, screenshot } = workbench();
    // The watch may stand a moment after its button.
    await put('/registry/pods/shop/web-1');
    await treeRow(page, 'web-1').waitFor();
    await put('/registry/pods/shop/api-0', 'other');
    await put('/registry/pods/shop/web-2');
    await put('/registry/secrets/shop/token');
    await somebodyElse.delete(bytesFromText('/registry/pods/shop/worker-0'));
    await treeRow(page, 'web-2').waitFor();
    await treeRow(page, 'worker-0').waitFor({ state: 'detached' });
    await treeRow(page, 'secrets').waitFor();
    const texts = ['/registry 8', 'deployments 3', 'pods 4', 'shop 4', 'api-0', 'web-0', 'web-1', 'web-2', 'secrets 1'];
    while (!isDeepStrictEqual(await rowTexts(page), texts)) {
      // Counts may follow their rows; where they never do, the test fails by its time limit, and its picture tells them.
      await page.waitForTimeout(50);
    }
    await screenshot('auto-refresh', { inDocs: true });
  });
});

/** Of all rows but the connection's, the label and how many keys are below. */
async function rowTexts(page: Page): Promise<string[]> {
  const rows = await treeTexts(page);
  return rows.slice(1).map(({ label, description }) => `${label} ${description.split(' · ')[0]}`.trim());
}
