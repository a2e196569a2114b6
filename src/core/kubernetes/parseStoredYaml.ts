import { isJsonObject, type JsonObject, type JsonValue } from './json';
import type { Problem } from './problem';
import { readYamlDocument } from './yamlDocument';

/** Both stand at the beginning of a line in what the API server writes, and hardly ever in what it does not. */
const apiVersionLine = /^apiVersion: *["']?([\w./-]+)["']?\r?$/m;
const kindLine = /^kind: *["']?(\w+)["']?\r?$/m;
/** Characters. Reading YAML takes a hundred times as long as protobuf, and whoever lists values waits for each. */
const mostRead = 16 * 1024;
/** Brackets and question marks, which take longest and of which the API server writes hardly any. */
const mostIndicators = 2000;

export interface StoredYaml {
  readonly apiVersion?: string;
  readonly kind?: string;
  /** Absent for a text that is too large to be read on the way. */
  readonly object?: JsonObject;
  readonly problem?: Problem;
}

/** The object of Kubernetes that a text holds as YAML, or undefined where it holds none. */
export function parseStoredYaml(text: string): StoredYaml | undefined {
  const apiVersion = apiVersionLine.exec(text)?.[1];
  const kind = kindLine.exec(text)?.[1];
  if (apiVersion === undefined || kind === undefined) {
    return undefined;
  }
  if (text.length > mostRead || (text.match(/[[{?]/g)?.length ?? 0) > mostIndicators) {
    return { apiVersion, kind, problem: { code: 'tooLarge', offset: Math.min(mostRead, text.length) } };
  }
  try {
    const { document, secondAt } = readYamlDocument(text, { intAsBigInt: true }) ?? {};
    if (document === undefined || document.errors.length > 0 || secondAt !== undefined) {
      return undefined;
    }
    const object = withPlainNumbers(document.toJS({ maxAliasCount: 0 }));
    return isJsonObject(object) ? { ...typeMetaOf(object), object } : undefined;
  } catch {
    // Whatever stopped the parser, the text is shown as it is.
    return undefined;
  }
}

function typeMetaOf({ apiVersion, kind }: JsonObject): { readonly apiVersion?: string; readonly kind?: string } {
  return { ...(typeof apiVersion === 'string' && { apiVersion }), ...(typeof kind === 'string' && { kind }) };
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
