import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { keepWriting, type SteadyWrites } from '../support/etcd/keepWriting';
import { waitForEditorText } from './support/editor';
import { panelPage, waitForFit } from './support/panel';
import { runCommand } from './support/quickInput';
import { openViewContainer, treeRow } from './support/tree';
import { useWorkbench } from './support/workbench';

const narrow = { width: 620, height: 900 };
const large = { width: 1440, height: 1000 };
/** Milliseconds. Charts of a few seconds say little; the pictures of the documentation want more. */
const chartTime = process.env.ETCDSCOPE_UPDATE_SCREENSHOTS === '1' ? 90_000 : 6_000;

describe('watching the members of a cluster', function () {
  this.timeout(300_000);
  let etcd: RunningEtcd;
  let writes: SteadyWrites;

  before(async () => {
    // With its log flushed to the disk, as in earnest, so that there is a latency to draw.
    etcd = await startEtcd({ members: 3, arguments: ['--unsafe-no-fsync=false'] });
    writes = await keepWriting(etcd.endpoints);
  });
  after(async () => {
    await writes?.stop();
    await etcd?.stop();
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    describe(theme, () => {
      const workbench = useWorkbench(() => ({
        theme,
        size: large,
        settings: {
          'etcdscope.connections': [
            { id: 'cluster', name: 'production', endpoints: etcd.endpoints, connectOnStart: true },
          ],
        },
      }));
      const panel = () => panelPage(workbench().page);
      const rows = (reach: string) => panel().locator(`.member[data-reach="${reach}"]`);
      const sentence = (hasText: string) => panel().locator('.quorum-sentence', { hasText });

      it('goes from the palette to a row of each member', async () => {
        const { page, screenshot } = workbench();
        await openViewContainer(page, 'etcd');
        await treeRow(page, 'production').waitFor();
        await runCommand(page, 'etcd: Show Member Dashboard');
        await rows('reachable').nth(2).waitFor();
        await sentence('All 3 voting members answer. One more may fail.').waitFor();
        await panel().locator('.member[data-role="leader"]').waitFor();
        await page.keyboard.press('ControlOrMeta+B');
        await panel().locator('.line-chart canvas').first().waitFor();
        const isInDocs = theme !== 'highContrast';
        await sleep(isInDocs ? chartTime : 0);
        await screenshot(`dashboard ${theme}`, { inDocs: isInDocs });
      });

      it('draws every chart', async () => {
        const { screenshot } = workbench();
        await panel().locator('.chart-card').last().scrollIntoViewIfNeeded();
        await panel().locator('.chart-card .line-chart canvas').nth(11).waitFor();
        await screenshot(`dashboard charts ${theme}`);
        assert.equal(await panel().locator('.chart-card').count(), 12);
      });

      it('says what a chart shows, and goes through its times by keyboard', async () => {
        const { page } = workbench();
        const chart = panel().getByRole('img', { name: /^Database Size\. member1: .+ now, between .+ and / });
        await chart.focus();
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowLeft');
        await panel()
          .locator('.chart-card', { hasText: 'Database Size' })
          .locator('[aria-live]')
          .filter({ hasText: /: member1 .+, member2 .+, member3 / })
          .waitFor({ state: 'attached' });
      });

      it('fits a narrow window', async () => {
        const { page, screenshot } = workbench();
        await page.setViewportSize(narrow);
        await panel().locator('h1').scrollIntoViewIfNeeded();
        await waitForFit(page, narrow.width);
        await screenshot(`dashboard narrow ${theme}`);
        await page.setViewportSize(large);
      });

      if (theme === 'dark') {
        it('sees a member that hangs, one that ended, and both come back', async () => {
          const { screenshot } = workbench();
          const [, second, third] = etcd.members;
          assert.ok(second && third);
          const seconds = await secondsUntil(
            () => third.pause(),
            () => rows('unreachable').waitFor(),
          );
          console.log(`      a member that hangs is seen after ${seconds} s`);
          await sentence('2 of 3 voting members answer.').waitFor();
          await screenshot(`dashboard member hangs ${theme}`);
          const secondsToTwo = await secondsUntil(
            () => second.kill(),
            () => rows('unreachable').nth(1).waitFor(),
          );
          console.log(`      a member that ended is seen after ${secondsToTwo} s`);
          await panel().locator('.quorum[data-level="bad"]').waitFor();
          await screenshot(`dashboard no quorum ${theme}`);
          third.resume();
          await second.restart();
          await rows('reachable').nth(2).waitFor();
          await panel().locator('.quorum[data-level="good"]').waitFor();
        });
      }
    });
  }
});

describe('watching a single member with a hostile name', function () {
  this.timeout(300_000);
  const name = '<script>globalThis.pwned</script>](command:x)\u202e';
  let etcd: RunningEtcd;

  before(async () => {
    etcd = await startEtcd({ names: [name] });
  });
  after(() => etcd?.stop());

  const workbench = useWorkbench(() => ({
    settings: {
      'etcdscope.connections': [{ id: 'cluster', name: 'single', endpoints: etcd.endpoints, connectOnStart: true }],
    },
  }));

  it('shows the name as text, and that nothing may fail', async () => {
    const { page, screenshot } = workbench();
    await openViewContainer(page, 'etcd');
    const row = treeRow(page, 'single');
    await row.hover();
    await row.getByRole('button', { name: 'Show Member Dashboard' }).click();
    const panel = panelPage(page);
    await panel.locator('.member[data-reach="reachable"]').waitFor();
    assert.equal(await panel.locator('.member-name').textContent(), name);
    assert.equal(await panel.locator('main script').count(), 0);
    assert.equal(await panel.locator('.quorum-sentence').textContent(), 'The only member answers. No more may fail.');
    await panel.locator('.notes', { hasText: 'A single member bears no failure at all.' }).waitFor();
    await screenshot('dashboard single member');
  });

  it('opens the status as JSON, and copies the facts of a member', async () => {
    const { page } = workbench();
    const panel = panelPage(page);
    await panel.getByRole('button', { name: `Copy the Facts of ${name}` }).click();
    await panel.locator('[role="status"]').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
    await panel.getByRole('button', { name: 'Status as JSON' }).click();
    await waitForEditorText(page, 'raftAppliedIndex');
  });
});

async function secondsUntil(act: () => unknown, seen: () => Promise<void>): Promise<string> {
  await act();
  const started = performance.now();
  await seen();
  return ((performance.now() - started) / 1000).toFixed(1);
}
