import { EtcdscopeError, hasCode } from '../base/errors';
import { databaseSize } from './jobs/digest';
import { type JobOptions, makeKeyIndex, runJob } from './jobs/runJob';
import { KeyIndex } from './keyIndex/keyIndex';
import type { KeyIndexData } from './keyIndex/keyIndexData';
import { namingPath } from './namingPath';
import { type OpenFile, openForReading } from './openFile';
import { readDatabaseLayout } from './pages/databaseLayout';
import { describeFile, readStatus, type SnapshotDescription, type SnapshotStatus } from './snapshotDescription';
import { SnapshotStore } from './snapshotStore';

/**
 * Opens a snapshot file, or the `db` file of a data directory, and makes an index by key of it. Of a file that is broken in
 * places the rest can be read; the store's `damage` says how much is missing.
 *
 * @throws EtcdscopeError with fact `path`: `snapshot.unreadable`; `snapshot.notDatabase` (fact `reason`) for what bbolt did not
 *   write; `snapshot.noKeyBucket` for a database without keys of etcd, or whose list of buckets is broken; `snapshot.changed`
 *   when the file shrinks meanwhile; `snapshot.tooLarge`; `cancelled`.
 */
export async function openSnapshot(path: string, options: JobOptions = {}): Promise<SnapshotStore> {
  return await namingPath(path, async () => {
    const file = await openForReading(path);
    try {
      const layout = readDatabaseLayout(file.handle.fd, databaseSize(file.size));
      const { data, recoveredLeaves } = await makeIndex(file, options);
      const release = () => file.handle.close();
      return new SnapshotStore(path, file.handle, file.size, layout, new KeyIndex(data), release, recoveredLeaves);
    } catch (error) {
      await file.handle.close();
      throw error;
    }
  });
}

/** Of all keys that something leads to; where nothing does, of those that are found without. */
async function makeIndex(
  { handle, size }: OpenFile,
  options: JobOptions,
): Promise<{ readonly data: KeyIndexData; readonly recoveredLeaves: number }> {
  const recover = () => runJob('recoveredIndex', handle.fd, size, options);
  try {
    const data = await makeKeyIndex(handle.fd, size, options);
    if (data.order.length > 0 || data.damage.unreadablePages === 0) {
      return { data, recoveredLeaves: 0 };
    }
    const { leaves, data: recovered } = await recover();
    // What is broken on the way to the keys was met before.
    return { data: leaves > 0 ? { ...recovered, damage: data.damage } : data, recoveredLeaves: leaves };
  } catch (error) {
    if (!hasCode(error, 'snapshot.noKeyBucket') || error.facts.unreadablePages === 0) {
      throw error;
    }
    const { leaves, data } = await recover();
    if (leaves === 0) {
      throw error;
    }
    return { data, recoveredLeaves: leaves };
  }
}

/**
 * What `etcdutl snapshot status` of etcd 3.6 says of a file.
 * @throws EtcdscopeError `snapshot.damaged` (facts `unreadablePages`, `page`, `reason`) where etcdutl's check would fail, and
 *   what {@link describeSnapshot} throws.
 */
export async function snapshotStatus(path: string, options: JobOptions = {}): Promise<SnapshotStatus> {
  const { status, damage } = await withFile(path, ({ handle, size }) => readStatus(handle.fd, size, options));
  const { unreadablePages, firstPages } = damage;
  const [first] = firstPages;
  if (first) {
    throw new EtcdscopeError('snapshot.damaged', { path, unreadablePages, ...first });
  }
  return status;
}

/**
 * Status, digest and whatever else a file knows, as far as it can be read.
 * @throws EtcdscopeError as {@link openSnapshot}, but for `snapshot.noKeyBucket`.
 */
export async function describeSnapshot(path: string, options: JobOptions = {}): Promise<SnapshotDescription> {
  return await withFile(path, ({ handle, size }) => describeFile(handle.fd, size, options));
}

async function withFile<T>(path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  return await namingPath(path, async () => {
    const file = await openForReading(path);
    try {
      return await use(file);
    } finally {
      await file.handle.close();
    }
  });
}
