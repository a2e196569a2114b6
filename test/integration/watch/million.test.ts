import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { putTogether } from '../../support/putTogether';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy';
import { isEvent } from './watchRecorder';

const count = 1_000_000;
const inOneTransaction = 100;
const keys = 5000;
const writersAtOnce = 8;
/** Bytes that pass before the connection is cut once more: some dozen times in all. */
const cutAfterBytes = 8_000_000;

describe('a watch over a million events', function () {
  // Writing them takes etcd 3.4, which syncs each batch to disk, longest.
  this.timeout(300_000);
  let etcd: RunningEtcd;
  let proxy: TcpProxy;
  let store: EtcdStore;

  before(async () => {
    etcd = await startEtcd();
    proxy = await startTcpProxy(etcd.members[0]?.port ?? 0);
    store = await openEtcd({
      endpoints: [`http://127.0.0.1:${proxy.port}`],
      timeouts: { connect: 1000, call: 2000, watch: 1000 },
    });
  });
  after(async () => {
    store?.close();
    await proxy?.close();
    await etcd?.stop();
  });

  it('brings them all once and in order while they are written and the connection breaks', async () => {
    const { revision } = await store.put(bytesFromText('/before'), bytesFromText(''));
    proxy.cutAfter(cutAfterBytes);
    const written = writeAll(etcd.endpoints[0] as string);
    const seen = new Uint8Array(count);
    const versions = new Map<string, bigint>();
    let told = 0;
    let broken = 0;
    let newest = revision;
    for await (const updates of store.watch({
      ...prefixRange(bytesFromText('/many/')),
      startRevision: revision + 1n,
      // So that streams with and without the values before take turns, whenever one breaks or lags.
      previous: 'recent',
    })) {
      for (const update of updates) {
        if (isEvent(update)) {
          const index = Number(textFromBytes(update.value ?? new Uint8Array()));
          assert.equal(seen[index], 0, `event ${index} came twice`);
          seen[index] = 1;
          assert.ok(update.modRevision >= newest, `revision ${update.modRevision} came after ${newest}`);
          newest = update.modRevision;
          const key = textFromBytes(update.key) ?? '';
          assert.equal(update.version, (versions.get(key) ?? 0n) + 1n, `a write of ${key} is missing`);
          versions.set(key, update.version);
          told++;
        } else if (update.type === 'reconnecting') {
          broken++;
          proxy.cutAfter(cutAfterBytes);
        }
      }
      if (told >= count) {
        break;
      }
    }
    proxy.cutAfter(Number.POSITIVE_INFINITY);
    await written;
    assert.deepEqual([told, seen.indexOf(0), versions.size], [count, -1, keys]);
    assert.ok(broken > 0, 'the connection never broke');
  });
});

/** Each value is the number of its write; a key is written again and again. */
async function writeAll(endpoint: string): Promise<void> {
  let next = 0;
  const write = async () => {
    while (next < count) {
      const from = next;
      next += inOneTransaction;
      await putTogether(
        endpoint,
        Array.from({ length: inOneTransaction }, (_, offset) => ({
          key: `/many/${(from + offset) % keys}`,
          value: bytesFromText(String(from + offset)),
        })),
      );
    }
  };
  await Promise.all(Array.from({ length: writersAtOnce }, write));
}
