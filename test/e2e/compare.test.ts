import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText } from '../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { decodeValue, encodeEdit, renderYaml } from '../../src/core/kubernetes';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { repositoryRoot } from '../support/repositoryRoot';
import { waitForActiveTab } from './support/editor';
import { dialogText, pressDialogButton } from './support/messages';
import { enterText, pick, quickInput, runCommand } from './support/quickInput';
import { chooseFromContextMenu, contextMenuTitles, openViewContainer, treeRow, treeRows } from './support/tree';
import { useWorkbench } from './support/workbench';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');
const secretKey = bytesFromText('/registry/secrets/shop/plain-opaque');

/** What happens to a cluster after its snapshot was taken. */
async function changeCluster(store: EtcdStore): Promise<void> {
  const edit = async (name: string, from: string, to: string) => {
    const key = bytesFromText(name);
    const value = (await store.get(key))?.value ?? new Uint8Array(0);
    const decoded = decodeValue(key, value);
    const text = renderYaml(decoded);
    assert.ok(text.includes(from), `${name} has no '${from}'`);
    await store.put(key, encodeEdit(decoded, text.replace(from, to), 'yaml'));
  };
  await edit('/registry/deployments/shop/web', '  replicas: ', '  replicas: 1');
  await edit('/registry/deployments/payments/api', '  replicas: ', '  replicas: 1');
  await store.delete(secretKey);
  await store.delete(bytesFromText('/registry/secrets/shop/regcred'));
  const flags = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'flags', namespace: 'shop' }, data: {} };
  await store.put(bytesFromText('/registry/configmaps/shop/flags'), bytesFromText(JSON.stringify(flags)));
}

for (const theme of ['dark', 'light'] as const) {
  describe(`comparing a snapshot with its cluster, ${theme}`, () => {
    let directory: string;
    let etcd: RunningEtcd;
    let store: EtcdStore;
    let original: Uint8Array | undefined;

    before(async function () {
      this.timeout(120_000);
      directory = await mkdtemp(join(tmpdir(), 'etcdscope-compare-'));
      etcd = await startDemoEtcd(directory);
      store = await openEtcd({ endpoints: etcd.endpoints });
      original = (await store.get(secretKey))?.value;
      await changeCluster(store);
    });
    after(async () => {
      store?.close();
      await etcd?.stop();
      await rm(directory, { recursive: true, force: true });
    });
    const workbench = useWorkbench(() => ({
      theme,
      settings: {
        'etcdscope.connections': [
          { id: 'cluster', name: 'kubernetes-a', endpoints: etcd.endpoints, production: true, connectOnStart: true },
        ],
        'workbench.tree.enableStickyScroll': false,
      },
    }));
    const row = (label: string) => treeRow(workbench().page, label);

    it('goes from a row to the differences', async () => {
      const { page, folder, screenshot } = workbench();
      writeFileSync(join(folder, 'snapshot.db'), gunzipSync(readFileSync(packed)));
      await openViewContainer(page, 'etcd');
      await row('configmaps').waitFor();
      await openViewContainer(page, 'Explorer');
      await chooseFromContextMenu(row('snapshot.db'), 'Open Snapshot File…');
      await treeRows(page).filter({ hasText: 'revision 1460' }).waitFor();
      await chooseFromContextMenu(row('snapshot.db'), 'Compare With…');
      await quickInput(page).getByText('snapshot.db at a Revision…').waitFor();
      await screenshot(`compare sides ${theme}`);
      await pick(page, /^kubernetes-a(?! at)/);
      await enterText(page, '');
      await row('configmaps/shop/flags').waitFor();
      await screenshot(`compare differences ${theme}`);
      for (const label of ['plain-opaque', 'regcred', 'shop/web', 'payments/api']) {
        await row(label).waitFor();
      }
    });

    it('opens the diff of the decoded values', async () => {
      const { page, screenshot } = workbench();
      await row('shop/web').click();
      await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
      await waitForActiveTab(page, /^web: snapshot\.db @ 1460 ↔ kubernetes-a @ \d+$/);
      await screenshot(`compare ${theme}`, { inDocs: theme === 'dark' });
    });

    it('shows an empty side for what is gone', async () => {
      const { page, screenshot } = workbench();
      await row('plain-opaque').click();
      await waitForActiveTab(page, 'plain-opaque: snapshot.db @ 1460 ↔ kubernetes-a (no such key)');
      await page.locator('.monaco-diff-editor .line-delete').first().waitFor();
      await screenshot(`compare deleted ${theme}`);
    });

    it('filters', async () => {
      const { page, screenshot } = workbench();
      await runCommand(page, 'etcd: Filter Differences…');
      await enterText(page, 'secrets/*opaque');
      await row('regcred').waitFor({ state: 'detached' });
      await screenshot(`compare filtered ${theme}`);
      await runCommand(page, 'etcd: Show All Differences');
      await row('regcred').waitFor();
    });

    it('restores one key, after asking as production wants it', async () => {
      const { page, screenshot } = workbench();
      assert.ok((await contextMenuTitles(row('configmaps/shop/flags'))).includes('Delete Key…'));
      await chooseFromContextMenu(row('plain-opaque'), 'Restore This Key…');
      const text = await dialogText(page);
      assert.match(text, /^Restore the key '\/registry\/secrets\/shop\/plain-opaque'\?\nPRODUCTION: kubernetes-a/);
      assert.match(text, /comes back with its old uid/);
      await screenshot(`compare restore ${theme}`);
      await pressDialogButton(page, 'Restore Key');
      await enterText(page, 'kubernetes-a');
      // What is alone now in its directory shares its row.
      await row('secrets/shop/regcred').waitFor();
      await page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
      assert.deepEqual((await store.get(secretKey))?.value, original);
      await screenshot(`compare restored ${theme}`);
    });

    it('clears', async () => {
      const { page } = workbench();
      await runCommand(page, 'etcd: Clear the Comparison');
      await row('regcred').waitFor({ state: 'detached' });
      await page
        .locator('.part.sidebar .pane-header')
        .filter({ hasText: 'Differences' })
        .waitFor({ state: 'detached' });
    });
  });
}
