import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bytesFromText } from '../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { activeEditor, waitForActiveTab, waitForEditorText } from './support/editor';
import { exactly } from './support/patterns';
import { enterText, runCommand } from './support/quickInput';
import { expandRow, openViewContainer, treeRow, treeRows, treeTexts } from './support/tree';
import { useWorkbench } from './support/workbench';

const gadgets = Array.from({ length: 80 }, (_, index) => `gadget-${String(index).padStart(2, '0')}`);

function gadget(name: string, generation: number): Uint8Array {
  const metadata = { name, namespace: 'shop', generation, creationTimestamp: '2020-01-01T00:00:00Z' };
  return bytesFromText(JSON.stringify({ apiVersion: 'lab.example.com/v1', kind: 'Gadget', metadata }));
}

async function waitForDescription(page: Page, label: string, description: RegExp): Promise<void> {
  const row = treeRow(page, label);
  await row.filter({ has: page.locator('.label-description').filter({ hasText: description }) }).waitFor();
}

for (const theme of ['dark', 'light'] as const) {
  describe(`from a pod to what it depends on, ${theme}`, () => {
    let directory: string;
    let etcd: RunningEtcd;
    let store: EtcdStore;
    let web = '';

    const putGadgets = (generation: number) =>
      Promise.all(
        gadgets.map(name =>
          store.put(bytesFromText(`/registry/lab.example.com/gadgets/shop/${name}`), gadget(name, generation)),
        ),
      );

    before(async function () {
      this.timeout(120_000);
      directory = await mkdtemp(join(tmpdir(), 'etcdscope-references-'));
      etcd = await startDemoEtcd(directory);
      store = await openEtcd({ endpoints: etcd.endpoints });
      await putGadgets(2);
      await store.put(
        bytesFromText('/registry/secrets/shop/a-sealed'),
        bytesFromText('k8s:enc:aescbc:v1:key1:\x01\x02'),
      );
    });
    after(async () => {
      store?.close();
      await etcd?.stop();
      await rm(directory, { recursive: true, force: true });
    });
    // Hooks run in this order: the window is told of the cluster above.
    const workbench = useWorkbench(() => ({
      theme,
      settings: {
        'workbench.tree.enableStickyScroll': false,
        'etcdscope.connections': [{ id: 'lab', name: 'Lab', endpoints: etcd.endpoints, readOnly: true }],
      },
    }));

    /** Selects the row of a directory by its prefix, and opens it. */
    const openDirectory = async (prefix: string, label: string) => {
      const { page } = workbench();
      await runCommand(page, 'etcd: Go to Key…');
      await enterText(page, prefix);
      const name = page.locator('.label-name').filter({ hasText: exactly(label) });
      await expandRow(treeRows(page).and(page.locator('.selected')).filter({ has: name }));
    };

    it('says in the rows of pods how old they are and who controls them', async () => {
      const { page, screenshot } = workbench();
      await openViewContainer(page, 'etcd');
      await expandRow(treeRow(page, 'Lab'));
      await treeRow(page, 'configmaps').waitFor();
      await openDirectory('/registry/pods/shop/', 'shop');
      await treeRows(page)
        .filter({ hasText: /^\s*web-/ })
        .first()
        .waitFor();
      const texts = await treeTexts(page);
      web = texts.find(({ label }) => label.startsWith('web-'))?.label ?? '';
      await waitForDescription(page, web, /^\d+\w+ · .*ReplicaSet\/web-/);
      await screenshot(`row details ${theme}`);
    });

    it('says of an encrypted Secret who encrypted it', async () => {
      const { page } = workbench();
      await openDirectory('/registry/secrets/shop/', 'shop');
      await waitForDescription(page, 'a-sealed', /^encrypted · aescbc$/);
    });

    it('tells in a hover what a field means, and goes there with F12', async () => {
      const { page } = workbench();
      await runCommand(page, 'etcd: Go to Key…');
      await enterText(page, `/registry/pods/shop/${web}`);
      await waitForEditorText(page, 'kind: Pod');
      const value = activeEditor(page)
        .locator('.view-line span')
        .getByText(/^web-\w+$/)
        .first();
      await value.click();
      await page.keyboard.press('ControlOrMeta+K');
      await page.keyboard.press('ControlOrMeta+I');
      const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'ReplicaSet' });
      await hover.filter({ hasText: /Exists/ }).waitFor();
      await hover.filter({ hasText: /Controlled\sby\sDeployment\/web/ }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('F12');
      // The pod names the kind of its owner as well; only the owner names a Deployment.
      await waitForEditorText(page, 'kind: Deployment');
      await activeEditor(page).and(page.locator('.focused')).waitFor();
      await waitForActiveTab(page, web.replace(/-\w+$/, ''));
    });

    it('keeps the place and the selection while rows change', async () => {
      const { page } = workbench();
      await openDirectory('/registry/lab.example.com/gadgets/shop/', 'shop');
      await waitForDescription(page, 'gadget-00', /gen 2/);
      const distance = 40;
      for (let index = 0; index < distance; index++) {
        await page.keyboard.press('ArrowDown');
      }
      const name = gadgets[distance - 1] ?? '';
      const focused = treeRow(page, name).and(page.locator('.focused'));
      await focused.waitFor();
      const labels = async () => (await treeTexts(page)).map(({ label }) => label);
      const before = await labels();
      await putGadgets(3);
      await runCommand(page, 'Refresh All');
      await waitForDescription(page, name, /gen 3/);
      await focused.waitFor();
      assert.deepEqual(await labels(), before);
    });
  });
}
