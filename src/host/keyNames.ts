import { keyText } from '../core/keyspace/keyText';
import { shortened } from './messageText';

/** A key or a prefix in quotes, as long as a dialog can show. */
export function quoted(bytes: Uint8Array): string {
  return `'${shortened(keyText(bytes))}'`;
}

/** What stands behind the last slash of a key, for titles; all of it where that is nothing. */
export function lastSegment(key: Uint8Array): string {
  const text = shortened(keyText(key));
  return text.split('/').at(-1) || text;
}
