import { parseDocument } from 'yaml';
import { isJsonObject, type JsonValue } from './json';

/** Both stand at the beginning of a line in what the API server writes, and hardly ever in what it does not. */
const looksLikeAnObject = [/^apiVersion: /m, /^kind: /m];
/** Characters. Reading YAML is slow: larger texts, which no API server stores, stay text. */
const mostRead = 1024 * 1024;

/** The object of Kubernetes that a text holds as YAML, or undefined where it holds none. */
export function parseStoredYaml(text: string): JsonValue | undefined {
  if (text.length > mostRead || !looksLikeAnObject.every(pattern => pattern.test(text))) {
    return undefined;
  }
  try {
    // Without the check for unique keys, which compares each key with all others: a large value would take minutes.
    const document = parseDocument(text, { intAsBigInt: true, uniqueKeys: false });
    if (document.errors.length > 0) {
      return undefined;
    }
    const object = withPlainNumbers(document.toJS({ maxAliasCount: 0 }));
    return isJsonObject(object) ? object : undefined;
  } catch {
    return undefined;
  }
}

/** Whole numbers are read exactly; those that a number holds become one. */
function withPlainNumbers(value: unknown): JsonValue {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map(withPlainNumbers);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withPlainNumbers(item)]));
  }
  return value as JsonValue;
}
