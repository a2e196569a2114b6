import type { KeyspaceReader } from './keyspaceReader';

/** A reader that sees the keyspace as it was at a revision, and takes that for the newest. */
export function readerAtRevision(reader: KeyspaceReader, revision: bigint): KeyspaceReader {
  return {
    range: async (request, options) => ({ ...(await reader.range({ ...request, revision }, options)), revision }),
    ranges: async (requests, options) => {
      const results = await reader.ranges(
        requests.map(request => ({ ...request, revision })),
        options,
      );
      return results.map(result => ({ ...result, revision }));
    },
  };
}
