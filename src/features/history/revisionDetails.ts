import { throwIfAborted } from '../../core/base/limiter';
import type { KeyRevision } from '../../core/keyspace/history/keyHistory';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { readPast } from '../../core/keyspace/readKey';
import type { DecodedValue } from '../../core/kubernetes';
import type { AtRestValues } from '../../host/atRest/atRestValues';
import type { KeyTarget } from '../../host/keyTarget';
import { loadKubernetes } from '../../host/lazy';
import type { RevisionRow } from './revisionRow';

/** Rows that get details: the newest, as those are looked at. */
const mostRows = 100;

/** Bytes of values that a history is worth. */
const mostBytes = 16 * 1024 * 1024;

/** Calls of KMS plugins for one history. */
const mostPluginCalls = 16;

interface ReadValue {
  readonly size: number;
  readonly decoded: DecodedValue;
}

/**
 * Reads what the values of rows tell of their writes, the newest first, decrypted where the connection has the keys, and
 * sets it. What a write replaced is the value of the next row, so each is read once.
 * @throws what the reader throws; `cancelled`.
 */
export async function readRevisionDetails(
  reader: KeyspaceReader,
  rows: readonly RevisionRow[],
  atRest: Pick<AtRestValues, 'open'>,
  signal: AbortSignal,
): Promise<void> {
  const { decodeValue, writeOrigin } = await loadKubernetes();
  const budget = { pluginCalls: mostPluginCalls };
  let bytes = 0;
  const read = async (target: KeyTarget, { modRevision, readRevision }: KeyRevision) => {
    throwIfAborted(signal);
    // A compaction may overtake the one who reads, the oldest revisions first.
    const keyValue = await readPast(reader, target.key, { revision: readRevision, signal });
    if (keyValue === undefined || keyValue === 'compacted' || keyValue.modRevision !== modRevision) {
      return undefined;
    }
    const { value } = keyValue;
    bytes += value.length;
    const { plaintext } = await atRest.open(target, value, { signal, budget });
    return { size: value.length, decoded: decodeValue(target.key, plaintext) };
  };
  let known: { readonly of: KeyRevision; readonly value: ReadValue } | undefined;
  for (const row of rows.filter(({ told }) => told.type === 'put').slice(0, mostRows)) {
    const { told, previous } = row;
    const after = known?.of === told ? known.value : await read(row, told);
    const before = after && previous && bytes <= mostBytes ? await read(row, previous) : undefined;
    known = previous && before && { of: previous, value: before };
    if (after) {
      const origin = writeOrigin({ before: before?.decoded, after: after.decoded, isNew: told.version === 1n });
      row.details = { size: after.size, ...(origin && { origin }) };
    }
    if (bytes > mostBytes) {
      return;
    }
  }
}
