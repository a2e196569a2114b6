import { setTimeout as sleep } from 'node:timers/promises';
import { type EtcdStore, hasCode } from '../../../src/core';
import { bytesFromText } from '../../../src/core/base/bytes';
import type { Write } from './watchRecorder';

/**
 * Writes under a prefix, one key after another, deleting every fifth again, until told to stop; resolves with all that was
 * written. Goes on while a member is down: what may or may not have been done is looked up by its revision.
 */
export function writeSteadily(store: EtcdStore, prefix: string, pauseMilliseconds = 5) {
  const writes: Write[] = [];
  let isStopped = false;
  const write = async (index: number) => {
    const key = bytesFromText(`${prefix}${index % 20}`);
    if (index % 5 === 4) {
      const { deleted, revision } = await store.delete(key);
      if (deleted > 0) {
        writes.push({ type: 'delete', key, revision });
      }
      return;
    }
    const value = bytesFromText(`${index}`);
    writes.push({ type: 'put', key, value, revision: (await store.put(key, value)).revision });
  };
  const finished = (async () => {
    for (let index = 0; !isStopped; index++) {
      try {
        await write(index);
      } catch (error) {
        if (!hasCode(error, 'connection.lost', 'connection.refused', 'call.timeout', 'cluster.noLeader')) {
          throw error;
        }
      }
      await sleep(pauseMilliseconds);
    }
  })();
  return {
    writes,
    stop: async (): Promise<readonly Write[]> => {
      isStopped = true;
      await finished;
      return writes;
    },
  };
}
