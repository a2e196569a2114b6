import { hexFromBytes } from '../../core/base/bytes';
import { nextKey } from '../../core/base/keyValue';
import { throwIfAborted } from '../../core/base/limiter';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { AtRestValues } from '../../host/atRest/atRestValues';
import { openDetails } from '../../host/atRest/openDetails';
import { loadKubernetes } from '../../host/lazy';
import type { ObjectDetails } from '../../host/objectDetails';
import type { KeyNode } from './treeNode';

/** Keys of the first range: nobody knows yet how large their values are. */
const firstKeys = 8;
/** By which the number of keys may grow from one range to the next. */
const mostGrowth = 4;
/** Bytes of values that a range aims at: decoding them takes a few milliseconds, in which nothing else runs. */
const wantedBytes = 512 * 1024;
/** Bytes of values that the rows of one page are worth. 500 Pods have about 4 MiB. */
const mostBytes = 8 * 1024 * 1024;
/** Ranges for one page. A level of directories and keys in turns would need one for each key. */
const mostCalls = 64;
/** Calls of KMS plugins for one page. An API server of today has one seed for all that it wrote since it started. */
const mostPluginCalls = 16;

/**
 * Reads the values behind rows, as they are now, and sets the rows' details. Rows beyond the budget of bytes and calls
 * go without.
 *
 * @param runs In each, the rows follow each other with nothing between them but keys that are newer than the listing.
 * @param atRest opens what is encrypted; without it, those rows say so and no more.
 * @param changed Called for each row whose details are others than before.
 * @throws what the reader throws; `cancelled` once the signal fires.
 */
export async function readRowDetails(
  reader: KeyspaceReader,
  runs: readonly (readonly KeyNode[])[],
  signal: AbortSignal,
  changed: (row: KeyNode) => void,
  atRest?: Pick<AtRestValues, 'open'>,
): Promise<void> {
  const means = { atRest, tools: await loadKubernetes() };
  const budget = { pluginCalls: mostPluginCalls };
  const unread = new Map(runs.flat().map(row => [hexFromBytes(row.key), row]));
  const set = (row: KeyNode, details: ObjectDetails | undefined) => {
    if (JSON.stringify(row.details) !== JSON.stringify(details)) {
      row.details = details;
      changed(row);
    }
  };
  let limit = firstKeys;
  let bytes = 0;
  let calls = 0;
  for (const run of runs) {
    let from = run[0]?.key;
    const last = run.at(-1)?.key;
    while (from && last && bytes < mostBytes && calls < mostCalls) {
      const { keyValues, more } = await reader.range({ key: from, rangeEnd: nextKey(last), limit }, { signal });
      throwIfAborted(signal);
      calls++;
      let read = 0;
      for (const { key, value } of keyValues) {
        read += value.length;
        const id = hexFromBytes(key);
        const row = unread.get(id);
        if (row) {
          unread.delete(id);
          const { connectionId } = row;
          set(row, await openDetails({ connectionId, key }, value, means, { signal, budget }));
        }
      }
      bytes += read;
      limit = nextLimit(limit, read / Math.max(1, keyValues.length));
      const lastRead = keyValues.at(-1)?.key;
      from = more && lastRead ? nextKey(lastRead) : undefined;
    }
  }
  for (const row of unread.values()) {
    set(row, undefined);
  }
}

function nextLimit(limit: number, averageBytes: number): number {
  const wanted = Math.floor(wantedBytes / Math.max(1, averageBytes));
  return Math.max(1, Math.min(wanted, limit * mostGrowth));
}
