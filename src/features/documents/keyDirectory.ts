/** Keys as the files of folders, for what browses a file system: breadcrumbs, and other extensions. */
import { concatBytes, emptyBytes } from '../../core/base/bytes';
import { hasCode } from '../../core/base/errors';
import { prefixRange } from '../../core/base/keyValue';
import { keyFromPath, pathFromKey } from '../../core/keyspace/keyPath';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { listLevel } from '../../core/keyspace/listLevel';

const slash = 0x2f;

/** Entries. A folder with more shows its first ones; the tree shows all. */
const mostEntries = 1000;

/** The folder of the keys that do not begin with a slash. */
const relativePath = pathFromKey(emptyBytes).replace(/\/%$/, '');

export interface DirectoryEntry {
  /** The last segment of the entry's path. */
  readonly name: string;
  readonly isFile: boolean;
}

/** The prefix of the keys in a folder; undefined for a path that can be none. */
function prefixOfDirectory(path: string): Uint8Array | undefined {
  if (path === '/' || path === '') {
    return Uint8Array.of(slash);
  }
  if (path === relativePath) {
    return emptyBytes;
  }
  try {
    return concatBytes(keyFromPath(path), Uint8Array.of(slash));
  } catch (error) {
    if (hasCode(error, 'key.invalid')) {
      return undefined;
    }
    throw error;
  }
}

/** Whether the path is a folder: the top one always is, any other as long as there are keys in it. */
export async function isDirectory(reader: () => Promise<KeyspaceReader>, path: string): Promise<boolean> {
  if (path === '/' || path === '' || path === relativePath) {
    return true;
  }
  const prefix = prefixOfDirectory(path);
  if (!prefix) {
    return false;
  }
  const { count } = await (await reader()).range({ ...prefixRange(prefix), countOnly: true });
  return count > 0;
}

/** The entries of a folder; of a key that is also a folder, the file. Undefined for a path that can be no folder. */
export async function readDirectory(
  reader: KeyspaceReader,
  path: string,
): Promise<readonly DirectoryEntry[] | undefined> {
  const prefix = prefixOfDirectory(path);
  if (!prefix) {
    return undefined;
  }
  const { children } = await listLevel(reader, prefix, { limit: mostEntries });
  const entries = new Map<string, DirectoryEntry>();
  for (const { key, isLeaf } of children) {
    const childPath = pathFromKey(isLeaf ? key : key.subarray(0, -1));
    const name = childPath.slice(childPath.lastIndexOf('/') + 1);
    const isElsewhere = prefix.length === 0 && key[0] === slash;
    if (!isElsewhere && (isLeaf || !entries.has(name))) {
      entries.set(name, { name, isFile: isLeaf });
    }
  }
  return [...entries.values()];
}
