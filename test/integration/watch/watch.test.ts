import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { type EtcdStore, openEtcd, type WatchEvent, type WatchUpdate } from '../../../src/core/etcd';
import { watchKeys } from '../../../src/core/watchKeys';
import { type RunningEtcd, startEtcd } from '../../support/etcd';

const bytes = bytesFromText;

function isEvent(update: WatchUpdate): update is WatchEvent {
  return update.type === 'put' || update.type === 'delete';
}

describe('a watch', function () {
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

  it('tells what happens to a prefix from now on, with what was there before', async () => {
    await store.put(bytes('/now/a'), bytes('old'));
    const events: WatchEvent[] = [];
    for await (const update of watchKeys(store, { prefix: bytes('/now/'), previous: true })) {
      if (update.type === 'live') {
        assert.equal(update.endpoint, etcd.endpoints[0]);
        await store.put(bytes('/now/a'), bytes('new'));
        await store.put(bytes('/other'), bytes(''));
        await store.put(bytes('/now/b'), bytes(''));
        await store.delete(bytes('/now/a'));
      } else if (isEvent(update)) {
        events.push(update);
        if (events.length === 3) {
          break;
        }
      }
    }
    assert.deepEqual(
      events.map(({ type, key, value, previous }) => [
        type,
        textFromBytes(key),
        value && textFromBytes(value),
        previous && textFromBytes(previous.value),
      ]),
      [
        ['put', '/now/a', 'new', 'old'],
        ['put', '/now/b', '', undefined],
        ['delete', '/now/a', undefined, 'new'],
      ],
    );
    assert.deepEqual(
      events.map(({ version }) => version),
      [2n, 1n, 0n],
    );
  });
});
