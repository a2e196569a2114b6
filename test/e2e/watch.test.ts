import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bytesFromText } from '../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { storedEvents } from '../support/kubernetesA';
import { panelPage, waitForFit } from './support/panel';
import { enterText, pick, quickInput, runCommand } from './support/quickInput';
import { chooseFromMenu, openViewContainer, treeRow } from './support/tree';
import { useWorkbench } from './support/workbench';

const narrow = { width: 660, height: 800 };
/** What happened in the recorded cluster while a rollout went on: a part of it, played once more. */
const rollout = { from: 330, to: 372 };

describe('watching keys', () => {
  let directory: string;
  let etcd: RunningEtcd;
  let store: EtcdStore;

  before(async function () {
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-watch-'));
    etcd = await startDemoEtcd(directory);
    store = await openEtcd({ endpoints: etcd.endpoints });
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const play = async (from: number, to: number) => {
    for (const { key, value } of storedEvents().slice(from, to)) {
      await (value ? store.put(key, value) : store.delete(key));
    }
  };

  const compact = async () => {
    const { revision } = await store.range({ key: bytesFromText('/'), countOnly: true });
    const args = ['--endpoints', etcd.endpoints[0] as string, 'compact', String(revision)];
    await promisify(execFile)(etcd.binaries.etcdctl, args, { env: { ...process.env, ETCDCTL_API: '3' } });
  };

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
      const grid = () => panel().getByRole('grid', { name: 'Events' });
      const rows = () => grid().locator('.table-body [role="row"]:not([hidden])');

      it('goes from the palette to a live list', async () => {
        const { page, screenshot } = workbench();
        await openViewContainer(page, 'etcd');
        await treeRow(page, 'kubernetes-a').waitFor();
        await runCommand(page, 'etcd: Watch…');
        await quickInput(page).getByText('What the keys begin with').waitFor();
        await enterText(page, '/registry/');
        await quickInput(page).getByText('From Now On').waitFor();
        await screenshot(`watch start ${theme}`);
        await pick(page, 'From Now On');
        await panel().locator('.state-live').waitFor();
        await screenshot(`watch empty ${theme}`);
      });

      it('shows what another client changes, in words', async () => {
        const { screenshot } = workbench();
        // First what was there before, so that each change is one of the recorded ones.
        await play(rollout.from - 120, rollout.from);
        await store.delete(bytesFromText('/registry/configmaps/shop/nobody'));
        await play(rollout.from, rollout.to);
        const row = rows().filter({ hasText: 'status.phase Pending → Running' }).last();
        await row.waitFor();
        await panel()
          .locator('.totals')
          .filter({ hasText: /[1-9]\d* updated/ })
          .waitFor();
        await row.click();
        await panel().locator('.details .field').first().waitFor();
        await screenshot(`watch ${theme}`, { inDocs: theme === 'dark' });
      });

      it('compares before and after', async () => {
        const { page, screenshot } = workbench();
        // What the panel was sent it can show, also when etcd no longer has it.
        await compact();
        await panel().getByRole('button', { name: 'Before and After' }).last().click();
        const editor = page.locator('.monaco-diff-editor');
        await editor.waitFor();
        await editor.locator('.view-line').filter({ hasText: 'Pending' }).first().waitFor();
        await screenshot(`watch diff ${theme}`);
        await runCommand(page, 'View: Close Editor');
        await grid().waitFor();
      });

      it('keeps the event in its place that is looked at, and offers a menu on it', async () => {
        const { page, screenshot } = workbench();
        const follow = panel().getByRole('button', { name: 'Follow the newest' });
        await follow.click();
        await store.put(bytesFromText('/registry/watched'), bytesFromText('text'));
        await rows().filter({ hasText: '/registry/watched' }).click({ button: 'right' });
        await page.locator('.monaco-menu').getByText('Pin or Unpin Key').waitFor();
        await screenshot(`watch menu ${theme}`);
        await chooseFromMenu(page, 'Pin or Unpin Key');
        await panel().locator('.pin').filter({ hasText: '/registry/watched' }).waitFor();
        await panel().getByRole('button', { name: 'Follow the newest', pressed: false }).waitFor();
        await panel().getByRole('button', { name: 'Unpin' }).first().click();
        // The keyboard's menu is that of the active event.
        await grid().focus();
        await page.keyboard.press('Shift+F10');
        await page.locator('.monaco-menu').getByText('Reveal in etcd View').waitFor();
        await page.keyboard.press('Escape');
      });

      it('narrows the list down, pauses, and fits a narrow window', async () => {
        const { page, screenshot } = workbench();
        await panel().getByRole('textbox', { name: 'Filter by key' }).fill('/registry/pods/');
        await rows().filter({ hasText: 'leases' }).first().waitFor({ state: 'detached' });
        await panel().getByRole('button', { name: 'Pause' }).click();
        await panel().getByRole('button', { name: 'Resume' }).waitFor();
        await store.put(bytesFromText('/registry/pods/<b>x</b>/\u202e'), bytesFromText('<img src=x onerror=alert(1)>'));
        await panel().locator('.paused').filter({ hasText: 'paused · 1 new' }).waitFor();
        await screenshot(`watch paused ${theme}`);
        await panel().getByRole('button', { name: 'Resume' }).click();
        await rows().filter({ hasText: '<b>x</b>' }).first().waitFor();
        assert.equal(await panel().locator('b, img').count(), 0);
        await grid().focus();
        await page.keyboard.press('End');
        await panel().locator('.details').getByRole('button', { name: 'Pin' }).click();
        await panel().locator('.pin').filter({ hasText: '/registry/pods/<b>x</b>/' }).waitFor();
        await screenshot(`watch pinned ${theme}`);
        const size = page.viewportSize();
        await page.setViewportSize(narrow);
        await page.keyboard.press('ControlOrMeta+B');
        await waitForFit(page, narrow.width);
        await screenshot(`watch narrow ${theme}`);
        await page.keyboard.press('ControlOrMeta+B');
        await page.setViewportSize(size ?? narrow);
        await runCommand(page, 'View: Close Editor');
      });

      it('says that it has ended where its beginning was compacted, and goes on behind the gap', async () => {
        const { page, screenshot } = workbench();
        await compact();
        await runCommand(page, 'etcd: Watch…');
        await quickInput(page).getByText('What the keys begin with').waitFor();
        await enterText(page, '/registry/');
        await pick(page, 'From a Revision…');
        await quickInput(page).getByText('From a Revision…').waitFor({ state: 'detached' });
        await enterText(page, '5');
        await panel().getByText('Revision 5 was compacted').waitFor();
        await panel().getByText('Nothing that happens now appears here.').waitFor();
        await screenshot(`watch ended ${theme}`);
        await panel().getByRole('button', { name: 'Go On from the Oldest Left' }).click();
        await panel().locator('.state-live').waitFor();
        await store.put(bytesFromText('/registry/watched'), bytesFromText('text after the gap'));
        await rows().filter({ hasText: 'Gap: revisions 5 to' }).waitFor();
        await rows().filter({ hasText: 'text after the gap' }).waitFor();
      });
    });
  }
});
