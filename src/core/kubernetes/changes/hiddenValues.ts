import type { JsonValue } from '../json';
import type { ChangePath, PathPart } from './changePath';

/** Members of a Secret that hold what is secret; annotations can repeat them (`kubectl apply` keeps a copy there). */
const secretMembers = new Set<PathPart | undefined>(['data', 'stringData']);

/** Holds the whole object once more, whatever its kind, as `kubectl apply` sent it. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Names whose values are secrets more often than not: of fields, of environment variables, of keys in a ConfigMap. */
const telling = /pass(?:word|wd|phrase)|secret|token|credential|private.?key|api.?key/i;

/** Whether a field's values must not be shown, only that it changed. */
export function hidesValues(path: ChangePath, values: readonly (JsonValue | undefined)[], isSecret: boolean): boolean {
  const [root, member] = path;
  const isAnnotation = root === 'metadata' && member === 'annotations';
  if (isSecret && (secretMembers.has(root) || isAnnotation)) {
    return true;
  }
  // `automountServiceAccountToken` has no secret to tell.
  const isSwitch = values.every(value => value === undefined || typeof value === 'boolean');
  return path.some(part => {
    const name = typeof part === 'object' ? part.element : String(part);
    return name === lastApplied || (!isSwitch && telling.test(name));
  });
}
