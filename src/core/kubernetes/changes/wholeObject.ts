import type { DecodedValue } from '../decodedValue';
import { isJsonObject, type JsonObject } from '../json';

/** The object in a value. One with a problem holds only what could be read of it: its other fields would seem to be gone. */
export function wholeObject(decoded: DecodedValue | undefined): JsonObject | undefined {
  const object = decoded?.problem ? undefined : decoded?.object;
  return isJsonObject(object) ? object : undefined;
}
