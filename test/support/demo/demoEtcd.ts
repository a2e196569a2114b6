import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type RunningEtcd, restoreSnapshot, startEtcd } from '../etcd';
import { repositoryRoot } from '../repositoryRoot';

/** The version that wrote the snapshot. */
const version = '3.5';

/** A real etcd with the bundled state of a Kubernetes cluster, fresh in a folder given to it. */
export async function startDemoEtcd(directory: string): Promise<RunningEtcd> {
  const compressed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');
  const snapshot = join(directory, 'snapshot.db');
  await pipeline(createReadStream(compressed), createGunzip(), createWriteStream(snapshot));
  const dataDirectory = await restoreSnapshot(snapshot, { version, into: join(directory, 'etcd') });
  return await startEtcd({ version, dataDirectory });
}
