import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { etcdVersionUnderTest, restoreSnapshot, startEtcd } from '../../support/etcd';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the etcd launcher', function () {
  this.timeout(60_000);

  it('starts the version asked for', async () => {
    const etcd = await startEtcd();
    try {
      assert.match(etcd.binaries.version, new RegExp(`^${etcdVersionUnderTest().replace('.', '\\.')}\\.`));
    } finally {
      await etcd.stop();
    }
  });

  it('starts on a restored snapshot', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etcdscope-test-'));
    try {
      const source = await startEtcd();
      const snapshot = join(folder, 'snapshot.db');
      await source.etcdctl(['put', '/kept', 'value']);
      await source.etcdctl(['snapshot', 'save', snapshot]);
      await source.stop();
      const dataDirectory = await restoreSnapshot(snapshot, { into: join(folder, 'restored') });
      const restored = await startEtcd({ dataDirectory });
      assert.equal(await restored.etcdctl(['get', '/kept']), '/kept\nvalue\n');
      await restored.stop();
      assert.equal(existsSync(dataDirectory), true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends its servers even when its own process is killed', async () => {
    const script = `
      const { startEtcd } = require(${JSON.stringify(join(__dirname, '../../support/etcd/index.js'))});
      startEtcd().then(etcd => console.log(etcd.members[0].pid));`;
    // Its servers' folder outlives it, so it gets a place that is removed here.
    const folder = await mkdtemp(join(tmpdir(), 'etcdscope-test-'));
    const environment = { ...process.env, TMPDIR: folder };
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'], env: environment });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      assert.equal(isAlive(pid), true);
      parent.kill('SIGKILL');
      for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 20) {
        await sleep(20);
      }
      assert.equal(isAlive(pid), false);
    } finally {
      parent.kill('SIGKILL');
      await rm(folder, { recursive: true, maxRetries: 5 });
    }
  });
});
