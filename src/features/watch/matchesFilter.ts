import { keyText } from '../../core/keyspace/keyText';
import type { EventFilter } from '../../protocol/watch';
import { type ListEntry, nameOfKey } from './listEntry';

export const noFilter: EventFilter = { text: '', change: 'all' };

/** Bytes of a key that a filter looks at. */
const mostSearched = 4096;

/** A test for entries. Marks always pass: they say what the list lacks. */
export function matchesFilter({ text, change, resource, namespace }: EventFilter): (entry: ListEntry) => boolean {
  const wanted = text.toLowerCase();
  return entry => {
    if (entry.kind === 'mark') {
      return true;
    }
    const isChange = change === 'all' || change === entry.change || (change === 'put' && entry.change !== 'deleted');
    if (!isChange) {
      return false;
    }
    const name = resource === undefined && namespace === undefined ? undefined : nameOfKey(entry.key);
    return (
      (resource === undefined || name?.resource === resource) &&
      (namespace === undefined || name?.namespace === namespace) &&
      (wanted === '' || keyText(entry.key.subarray(0, mostSearched)).toLowerCase().includes(wanted))
    );
  };
}
