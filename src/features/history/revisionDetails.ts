import { throwIfAborted } from '../../core/base/limiter';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { isJsonObject, type JsonValue } from '../../core/kubernetes/json';
import type { AtRestValues } from '../../host/atRest/atRestValues';
import { loadKubernetes } from '../../host/lazy';
import type { RevisionDetails, RevisionRow } from './revisionRow';

/** Values that are read for their details: the newest, as those are looked at. */
const mostRead = 100;

/** Bytes of values that a history is worth. */
const mostBytes = 16 * 1024 * 1024;

/** Calls of KMS plugins for one history. */
const mostPluginCalls = 16;

/**
 * Reads what the values of rows tell of their writes, the newest first, decrypted where the connection has the keys, and
 * sets it.
 * @throws what the reader throws; `cancelled`.
 */
export async function readRevisionDetails(
  reader: KeyspaceReader,
  rows: readonly RevisionRow[],
  atRest: Pick<AtRestValues, 'open'>,
  signal: AbortSignal,
): Promise<void> {
  const { decodeValue } = await loadKubernetes();
  const budget = { pluginCalls: mostPluginCalls };
  let bytes = 0;
  for (const row of rows.filter(({ told }) => told.type === 'put').slice(0, mostRead)) {
    throwIfAborted(signal);
    const { keyValues } = await reader.range({ key: row.key, revision: row.revision }, { signal });
    const [keyValue] = keyValues;
    if (keyValue && keyValue.modRevision === row.told.modRevision) {
      const { value } = keyValue;
      const { plaintext } = await atRest.open(row, value, { signal, budget });
      row.details = { size: value.length, ...lastWrite(decodeValue(row.key, plaintext).object) };
      bytes += value.length;
    }
    if (bytes > mostBytes) {
      return;
    }
  }
}

/** The newest of the field managers. Kubernetes keeps the time of each one's last write, in whole seconds. */
function lastWrite(object: JsonValue | undefined): Omit<RevisionDetails, 'size'> {
  const metadata = isJsonObject(object) ? object.metadata : undefined;
  const managedFields = isJsonObject(metadata) ? metadata.managedFields : undefined;
  let found: { manager: string; time: number } | undefined;
  for (const entry of Array.isArray(managedFields) ? managedFields : []) {
    const { manager, time } = isJsonObject(entry) ? entry : {};
    const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    if (typeof manager === 'string' && Number.isFinite(at) && at >= (found?.time ?? 0)) {
      found = { manager, time: at };
    }
  }
  return found ?? {};
}
