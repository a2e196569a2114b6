import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import type { WatchOptions, WatchUpdate } from '../../../../src/core/etcd';
import { markText } from '../../../../src/features/watch/markText';
import { stateView } from '../../../../src/features/watch/stateView';
import { WatchModel } from '../../../../src/features/watch/watchModel';
import { WatchRun } from '../../../../src/features/watch/watchRun';
import { english } from '../encryptionAudit/localization';

type Script = (options: WatchOptions) => readonly (WatchUpdate | Error)[];

const endpoint = 'http://a:2379';
const event = (revision: bigint): WatchUpdate => ({
  type: 'put',
  key: bytesFromText('/a'),
  value: bytesFromText('x'),
  modRevision: revision,
  createRevision: 1n,
  version: 2n,
});
const live = (revision: bigint): WatchUpdate => ({ type: 'live', revision, endpoint });

/** A run over a source that says what a script says, and the texts of what it kept. */
function watching(script: Script) {
  const model = new WatchModel({ entries: 100, bytes: 1_000_000 });
  const asked: (bigint | undefined)[] = [];
  let now = 0;
  const run = new WatchRun({
    range: { key: bytesFromText('/a') },
    model,
    clock: () => now,
    open: async () => ({
      watch: async function* (options) {
        asked.push(options.startRevision);
        for (const update of script(options)) {
          if (update instanceof Error) {
            throw update;
          }
          yield [update];
          now += 1500;
        }
      },
    }),
  });
  const texts = () =>
    model
      .rows(model.first, model.end)
      .map(entry =>
        entry.kind === 'mark'
          ? markText(entry.mark, english)
          : `${entry.modRevision}${entry.isEarlier ? ' earlier' : ''}`,
      );
  return { run, asked, texts };
}

const compacted = (revision: bigint, compactRevision: bigint) =>
  new EtcdscopeError('revision.compacted', { revision, compactRevision });

describe('the run of a watch', () => {
  it('tells history from what happens now', async () => {
    const { run, texts } = watching(() => [live(12n), event(11n), event(12n), event(13n)]);
    await run.start({ from: 'revision', revision: 11n });
    assert.deepEqual(texts(), ['Watching from revision 11 on, at http://a:2379', '11 earlier', '12 earlier', '13']);
  });

  it('says how long it was cut off', async () => {
    const lost: WatchUpdate = {
      type: 'reconnecting',
      error: new EtcdscopeError('connection.lost', { endpoint }),
      attempt: 1,
      delayMilliseconds: 100,
    };
    const { run, texts } = watching(() => [live(5n), event(6n), lost, lost, live(9n), event(7n)]);
    await run.start({ from: 'now' });
    assert.deepEqual(texts(), [
      'Watching from revision 6 on, at http://a:2379',
      '6',
      'Reconnected to http://a:2379 after 3.0 s; nothing was missed',
      '7',
    ]);
  });

  it('begins at the oldest revision left, and marks what is gone', async () => {
    const { run, asked, texts } = watching(({ startRevision }) =>
      startRevision === 1n ? [compacted(1n, 627n)] : [live(700n), event(628n)],
    );
    await run.start({ from: 'oldest' });
    assert.deepEqual(asked, [1n, 628n]);
    assert.deepEqual(texts(), [
      'Gap: revisions 1 to 627 were compacted and are not known',
      'Watching from revision 628 on, at http://a:2379',
      '628 earlier',
    ]);
  });

  it('ends where a compaction overtook it, and goes on from the oldest left', async () => {
    let isOver = false;
    const { run, asked, texts } = watching(({ startRevision }) => {
      const answer = isOver ? [live(90n), event(startRevision ?? 0n)] : [live(10n), event(11n), compacted(12n, 80n)];
      isOver = true;
      return answer;
    });
    await run.start({ from: 'now' });
    assert.equal(run.state.kind, 'ended');
    const words = { l10n: english, now: 0, sentence: () => 'sentence', summary: () => 'compacted' };
    assert.deepEqual(stateView(run.state, words), {
      kind: 'ended',
      label: 'ended: compacted',
      detail: 'Revision 12 was compacted: the oldest left is 81.',
      next: 'goOnFromOldest',
    });
    await run.goOn();
    assert.deepEqual(asked, [undefined, 81n]);
    assert.deepEqual(texts().slice(1), [
      '11',
      'The watch ended',
      'Gap: revisions 12 to 80 were compacted and are not known',
      'Watching from revision 81 on, at http://a:2379',
      '81 earlier',
    ]);
  });

  it('goes on after its last revision where something else ended it', async () => {
    let runs = 0;
    const { run, asked } = watching(() =>
      runs++ === 0 ? [live(10n), event(14n), new EtcdscopeError('connection.closed', {})] : [live(20n)],
    );
    await run.start({ from: 'now' });
    await run.goOn();
    assert.deepEqual(asked, [undefined, 15n]);
  });

  it('begins as it was asked to where it never came to a revision', async () => {
    let runs = 0;
    const { run, asked } = watching(() => (runs++ === 0 ? [new EtcdscopeError('auth.failed', {})] : [live(20n)]));
    await run.start({ from: 'revision', revision: 7n });
    await run.goOn();
    assert.deepEqual(asked, [7n, 7n]);
  });

  it('says nothing more once it was stopped', async () => {
    const { run, texts } = watching(() => [live(1n), event(2n), event(3n)]);
    run.onDidChange(() => {
      if (texts().includes('2')) {
        run.stop();
      }
    });
    await run.start({ from: 'now' });
    assert.deepEqual(texts(), ['Watching from revision 2 on, at http://a:2379', '2']);
  });

  it('counts the seconds of a reconnection', () => {
    const error = new EtcdscopeError('connection.refused', {});
    const words = { l10n: english, now: 13_400, sentence: () => 'refused by a', summary: () => 'refused' };
    assert.deepEqual(stateView({ kind: 'reconnecting', error, since: 1000 }, words), {
      kind: 'reconnecting',
      label: 'reconnecting (12 s)',
      detail: 'refused by a',
    });
  });
});
