import { bytesFromText, indexOfBytes } from '../../core/base/bytes';
import { type CallOptions, prefixEnd, prefixRange, type RangeRequest } from '../../core/base/keyValue';
import { type KeyspaceReader, mostRangesTogether } from '../../core/keyspace/keyspaceReader';

/** Directories of one level that are looked into; a level with more is worth its rows as they are. */
const mostDirectories = 8;

/** Segments that a row takes on at most. Two ranges ask about each, and all of a level's share one transaction. */
const mostSegments = Math.floor(mostRangesTogether / (2 * mostDirectories));

/**
 * For each directory the deepest one below it that holds all its keys, and is reached through directories with nothing
 * beside them: `/` becomes `/registry/` in the etcd of a Kubernetes cluster. Others stay as they are.
 *
 * Takes two calls, whatever the depth: the first key shows the candidates, and one transaction of counts tells where
 * anything lies beside them. Those ranges do not overlap, so the server's walk over its index stays within one count of
 * the whole level.
 * @throws whatever the reader throws.
 */
export async function compactDirectories(
  reader: KeyspaceReader,
  directories: readonly Uint8Array[],
  delimiter: string,
  options: CallOptions,
): Promise<readonly Uint8Array[]> {
  if (delimiter === '' || directories.length === 0 || directories.length > mostDirectories) {
    return directories;
  }
  const firsts = await reader.ranges(
    directories.map(directory => ({ ...prefixRange(directory), limit: 1, keysOnly: true })),
    options,
  );
  const chains = directories.map((directory, index) =>
    chainOf(directory, firsts[index]?.keyValues[0]?.key, bytesFromText(delimiter)),
  );
  const questions = chains.map(chain => chain.slice(1).flatMap((inner, index) => beside(chain[index] ?? inner, inner)));
  if (questions.every(ranges => ranges.length === 0)) {
    return directories;
  }
  const answers = await reader.ranges(questions.flat(), options);
  let at = 0;
  return chains.map((chain, index) => {
    const asked = questions[index]?.length ?? 0;
    const firstOccupied = answers.slice(at, at + asked).findIndex(({ count }) => count > 0);
    at += asked;
    const segments = firstOccupied < 0 ? chain.length - 1 : Math.floor(firstOccupied / 2);
    return chain[segments] ?? (directories[index] as Uint8Array);
  });
}

/** The directory, and those on the way from it to a key in it, outermost first. */
function chainOf(directory: Uint8Array, key: Uint8Array | undefined, delimiter: Uint8Array): Uint8Array[] {
  const chain = [directory];
  while (key && chain.length <= mostSegments) {
    const from = chain.at(-1)?.length ?? 0;
    const cut = indexOfBytes(key, delimiter, from);
    if (cut < 0) {
      break;
    }
    chain.push(key.slice(0, cut + delimiter.length));
  }
  return chain;
}

/** What lies in `outer` before and after `inner`, a directory in it; the key equal to `outer` among it. */
function beside(outer: Uint8Array, inner: Uint8Array): RangeRequest[] {
  return [
    { key: outer, rangeEnd: inner, countOnly: true },
    { key: prefixEnd(inner), rangeEnd: prefixEnd(outer), countOnly: true },
  ];
}
