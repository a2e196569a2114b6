import { bytesFromText, concatBytes, textFromBytes } from '../../core/base/bytes';
import { prefixRange } from '../../core/base/keyValue';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { listLevel } from '../../core/keyspace/listLevel';
import { registryPrefixes } from '../../core/kubernetes/registryPath';

/** Directories at the top of a store that are looked into. One etcd may serve many API servers, each below its own. */
const mostDirectories = 100;

/**
 * The prefixes below which API servers keep their objects, without a slash at the end: the usual ones, and those of this
 * store that begin with a slash and hold namespaces, which no API server goes without (`--etcd-prefix`).
 * @throws whatever the reader throws.
 */
export async function findRegistries(reader: KeyspaceReader, signal?: AbortSignal): Promise<readonly string[]> {
  const { children } = await listLevel(reader, bytesFromText('/'), { limit: mostDirectories, signal });
  const candidates = children.flatMap(({ key, isLeaf }) => {
    const prefix = isLeaf ? undefined : textFromBytes(key)?.replace(/\/$/, '');
    return prefix === undefined || prefix === '' || registryPrefixes.includes(prefix) ? [] : [{ key, prefix }];
  });
  if (candidates.length === 0) {
    return registryPrefixes;
  }
  const namespaces = bytesFromText('namespaces/');
  const requests = candidates.map(({ key }) => ({
    ...prefixRange(concatBytes(key, namespaces)),
    limit: 1,
    keysOnly: true,
  }));
  const answers = await reader.ranges(requests, { signal });
  return [...registryPrefixes, ...candidates.flatMap(({ prefix }, index) => (answers[index]?.count ? [prefix] : []))];
}
