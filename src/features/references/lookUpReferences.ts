import { type KeyspaceReader, mostRangesTogether } from '../../core/keyspace/keyspaceReader';
import type { Reference } from '../../core/kubernetes/references';

export interface FoundReference {
  readonly reference: Reference;
  /** The first of its keys that exists; absent where none does. */
  readonly key?: Uint8Array;
}

export interface LookUpOptions {
  /** The revision of the document; absent for the newest. */
  readonly revision?: bigint | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Finds out which keys of references exist, in one call. References beyond what one call can ask about are left out.
 * @throws what the reader throws.
 */
export async function lookUpReferences(
  reader: KeyspaceReader,
  references: readonly Reference[],
  { revision, signal }: LookUpOptions = {},
): Promise<readonly FoundReference[]> {
  const asked: Reference[] = [];
  let count = 0;
  for (const reference of references) {
    count += reference.keys.length;
    if (count > mostRangesTogether) {
      break;
    }
    asked.push(reference);
  }
  const requests = asked.flatMap(({ keys }) =>
    keys.map(key => ({ key, countOnly: true, ...(revision !== undefined && { revision }) })),
  );
  const answers = requests.length === 0 ? [] : await reader.ranges(requests, { ...(signal && { signal }) });
  let at = 0;
  return asked.map(reference => {
    const first = at;
    at += reference.keys.length;
    const key = reference.keys.find((_, index) => (answers[first + index]?.count ?? 0) > 0);
    return { reference, ...(key && { key }) };
  });
}
