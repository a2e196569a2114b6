import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { bytesFromText } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { decodeValue, describeChange } from '../../../src/core/kubernetes';
import { EntryRows } from '../../../src/features/watch/entryRows';
import { recentRevision } from '../../../src/features/watch/recentRevision';
import { WatchModel } from '../../../src/features/watch/watchModel';
import { WatchRun, type WatchStart } from '../../../src/features/watch/watchRun';
import { startDemoEtcd } from '../../support/demo/demoEtcd';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { watchersOf } from '../../support/etcd/watchers';
import { english } from '../../unit/features/encryptionAudit/localization';

const bytes = bytesFromText;

/** Waits for what comes over the wire; what never comes fails the test by its time limit. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await sleep(10);
  }
}

describe('the run of a watch on a real etcd', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;

  before(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });

  const watching = (prefix: string, start: WatchStart) => {
    const model = new WatchModel({ entries: 100, bytes: 1_000_000 });
    const run = new WatchRun({ range: prefixRange(bytes(prefix)), model, clock: Date.now, open: async () => store });
    const ended = run.start(start);
    const rows = () => {
      const tools = { describeChange, l10n: english, clock: () => 0 };
      return new EntryRows(tools)
        .rows(model.rows(model.first, model.end))
        .rows.map(({ event, mark }) => mark?.text ?? `${event?.change} ${event?.name} ${event?.words}`.trim());
    };
    const figures = () => model.figures(Date.now());
    return { model, run, ended, rows, figures };
  };

  it('keeps what happens while it is paused, and ends without a trace', async () => {
    const { model, run, ended, rows, figures } = watching('/paused/', { from: 'now' });
    await until(() => run.state.kind === 'live');
    await store.put(bytes('/paused/a'), bytes('one'));
    await until(() => figures().kept === 1);
    model.pause();
    await store.put(bytes('/paused/a'), bytes('two'));
    await store.delete(bytes('/paused/a'));
    await until(() => figures().waiting === 2);
    assert.equal(rows().length, 2);
    model.resume();
    assert.deepEqual(rows().slice(1), ['created /paused/a', 'updated /paused/a one → two', 'deleted /paused/a']);
    await until(async () => (await watchersOf(etcd)) === 1);
    run.stop();
    await ended;
    await until(async () => (await watchersOf(etcd)) === 0);
  });

  it('says what was compacted, and goes on from the oldest left', async () => {
    for (let index = 0; index < 20; index++) {
      await store.put(bytes('/compacted/a'), bytes(String(index)));
    }
    const { revision } = await store.range({ key: bytes('/compacted/a') });
    const compact = revision - 2n;
    const environment = { env: { ...process.env, ETCDCTL_API: '3' } };
    const args = ['--endpoints', etcd.endpoints[0] as string, 'compact', String(compact)];
    await promisify(execFile)(etcd.binaries.etcdctl, args, environment);
    const { run, rows, figures } = watching('/compacted/', { from: 'revision', revision: 2n });
    await until(() => run.state.kind === 'ended');
    const ended = run.goOn();
    await until(() => figures().kept === 2);
    assert.match(rows().join('\n'), new RegExp(`Gap: revisions 2 to ${compact} were compacted`));
    run.stop();
    await ended;
    const oldest = watching('/compacted/', { from: 'oldest' });
    await until(() => oldest.figures().kept === 2);
    assert.match(oldest.rows()[0] ?? '', new RegExp(`Gap: revisions 1 to ${compact} were compacted`));
    oldest.run.stop();
    await oldest.ended;
  });

  it('finds the last minutes of a real cluster by its Leases', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'etcdscope-watch-'));
    const demo = await startDemoEtcd(directory);
    const reader = await openEtcd({ endpoints: demo.endpoints });
    try {
      const minute = await recentRevision(reader, 60_000, decodeValue);
      const hour = await recentRevision(reader, 3_600_000, decodeValue);
      assert.ok(minute && hour);
      // The state's history begins at revision 627, two and a half minutes before its end.
      assert.ok(hour.revision <= 640n && hour.revision >= 627n, String(hour.revision));
      assert.ok(minute.revision > hour.revision && minute.revision < 1460n, String(minute.revision));
    } finally {
      reader.close();
      await demo.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
