import { isJsonObject, type JsonValue } from '../json';

/** Whether two values say the same: keys in any order. NaN equals itself, 0 equals -0. */
export function equalJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b || (Number.isNaN(a) && Number.isNaN(b));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every(name => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
    );
  }
  return (
    Array.isArray(a) &&
    Array.isArray(b) &&
    a.length === b.length &&
    a.every((item: JsonValue, index) => equalJson(item, b[index]))
  );
}
