import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { SnapshotEntry } from '../../host/connections/snapshot/openSnapshots';

/** Characters of the digest in an id: 64 bits keep the few files of a user apart. */
const digestLength = 16;

/** A file as a connection: the same path has the same id in every window, and so the same documents. */
export function snapshotEntry(path: string, takenNames: readonly string[]): SnapshotEntry {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, digestLength);
  return { id: `snapshot-${digest}`, name: nameOf(path, takenNames), path };
}

/** The file's name; of a file in a data directory (`DIR/member/snap/db`), and where the name is taken, with its place. */
function nameOf(path: string, takenNames: readonly string[]): string {
  const name = basename(path);
  const folder = dirname(path);
  if (name === 'db' && basename(folder) === 'snap') {
    return `${basename(dirname(dirname(folder)))}/member/snap/db`;
  }
  return takenNames.includes(name) ? `${basename(folder)}/${name}` : name;
}
