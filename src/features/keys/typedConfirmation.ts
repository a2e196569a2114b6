import { keyText } from '../../core/keyspace/keyText';
import type { ConnectionConfiguration } from '../../host/connections/connection';

/** Keys that a click alone may delete, on a connection that is not production. */
const mostByClick = 10;

/** Whether deleting a prefix has to be confirmed by typing it out. */
export function needsTyping(
  prefix: Uint8Array,
  count: number,
  { production = false }: Pick<ConnectionConfiguration, 'production'>,
): boolean {
  return production || count > mostByClick || prefix.length === 0;
}

/** What has to be typed: the prefix as it is shown, for the whole keyspace the connection's name. */
export function textToType(prefix: Uint8Array, { name }: Pick<ConnectionConfiguration, 'name'>): string {
  return prefix.length === 0 ? name : keyText(prefix);
}
