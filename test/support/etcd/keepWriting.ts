import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import { openEtcd } from '../../../src/core/etcd';

export interface SteadyWrites {
  stop(): Promise<void>;
}

const keys = 5000;

/** Writes small values at a rate around this one until stopped, so that a cluster has something to agree on. */
export async function keepWriting(endpoints: readonly string[], writesPerSecond = 20): Promise<SteadyWrites> {
  const store = await openEtcd({ endpoints, timeouts: { call: 1000 } });
  const stopping = new AbortController();
  const value = new Uint8Array(2000).fill(120);
  const write = async () => {
    for (let count = 0; !stopping.signal.aborted; count++) {
      try {
        await store.put(bytesFromText(`/load/key-${count % keys}`), value, { signal: stopping.signal });
      } catch {
        // Without a quorum there is nothing to write to; the load goes on once there is.
      }
      // Now more, now less, as real load.
      const pace = 1 + 0.6 * Math.sin(performance.now() / 5000);
      await sleep(1000 / writesPerSecond / pace);
    }
  };
  const writing = write();
  return {
    stop: async () => {
      stopping.abort();
      await writing;
      store.close();
    },
  };
}
