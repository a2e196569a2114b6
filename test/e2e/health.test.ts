import assert from 'node:assert/strict';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { panelPage } from './support/panel';
import { runCommand } from './support/quickInput';
import { openViewContainer, treeRow } from './support/tree';
import { useWorkbench } from './support/workbench';

describe('checking the health of a cluster', () => {
  let etcd: RunningEtcd;

  before(async function () {
    this.timeout(120_000);
    etcd = await startEtcd({ members: 3 });
  });
  after(async () => {
    await etcd?.stop();
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    describe(theme, () => {
      const workbench = useWorkbench(() => ({
        theme,
        size: { width: 1280, height: 1000 },
        settings: {
          'etcdscope.connections': [
            { id: 'cluster', name: 'production', endpoints: etcd.endpoints, connectOnStart: true },
          ],
        },
      }));
      const report = () => panelPage(workbench().page);
      const heading = () => report().locator('h1');

      before(() => restartStopped(etcd));

      it('goes from the palette to a report', async () => {
        const { page, screenshot } = workbench();
        await openViewContainer(page, 'etcd');
        await treeRow(page, 'production').waitFor();
        await runCommand(page, 'etcd: Run Health Check');
        await heading().waitFor();
        await screenshot(`health report all ${theme}`);
      });

      it('tells of a member that was stopped, in the same tab', async () => {
        const { page, screenshot } = workbench();
        await haveThirdFollow(etcd);
        await etcd.members[2]?.kill();
        await runCommand(page, 'etcd: Run Health Check');
        await report().getByRole('heading', { name: '1 of 3 members is not healthy' }).waitFor();
        assert.match((await heading().textContent()) ?? '', /Critical: production/);
        assert.equal(await page.locator('.tab', { hasText: 'production health' }).count(), 1);
        await screenshot(`health report ${theme}`, { inDocs: theme !== 'highContrast' });
        await report().getByRole('heading', { name: 'Members', exact: true }).scrollIntoViewIfNeeded();
        await report().locator('table').last().scrollIntoViewIfNeeded();
        const roles = await report().locator('table').last().getByRole('row').filter({ hasText: 'Role' }).textContent();
        assert.match(roles ?? '', /leader/);
        await screenshot(`health report members ${theme}`);
      });

      it('opens the report again from the status bar', async () => {
        const { page } = workbench();
        await runCommand(page, 'View: Close All Editors');
        await page.locator('.part.statusbar .statusbar-item', { hasText: 'production' }).click();
        await heading().waitFor();
      });
    });
  }

  describe('after the window was loaded again', () => {
    const workbench = useWorkbench(() => ({
      settings: { 'etcdscope.connections': [{ id: 'cluster', name: 'production', endpoints: etcd.endpoints }] },
    }));

    it('says in the tab that was left open how to get a new report', async () => {
      const { page, screenshot } = workbench();
      await runCommand(page, 'etcd: Run Health Check');
      await panelPage(page).locator('h1').waitFor();
      // Not the page's own reload, which may come before VS Code has stored what is open.
      await runCommand(page, 'Developer: Reload Window');
      await panelPage(page).getByText('There is no report').waitFor();
      await screenshot('health report reloaded');
    });
  });
});

/** Without a leader no member is healthy for a while, which is another story. */
async function haveThirdFollow(etcd: RunningEtcd): Promise<void> {
  const status = await etcd.etcdctl(['endpoint', 'status', '-w', 'json']);
  const answers = [...status.matchAll(/"Endpoint":"([^"]+)".*?"member_id":(\d+).*?"leader":(\d+)/g)];
  const third = answers.find(([, endpoint]) => endpoint === etcd.members[2]?.endpoint);
  const heir = answers.find(([, endpoint]) => endpoint === etcd.members[0]?.endpoint);
  assert.ok(third && heir, status);
  const [, , id, leader] = third;
  if (id === leader) {
    await etcd.etcdctl(['move-leader', BigInt(heir[2] ?? 0).toString(16)]);
  }
}

/** Starts the third member again, where an earlier window has stopped it. */
async function restartStopped(etcd: RunningEtcd): Promise<void> {
  await etcd.members[2]?.kill();
  await etcd.members[2]?.restart();
}
