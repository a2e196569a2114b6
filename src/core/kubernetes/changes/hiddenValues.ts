import type { PathPart } from './changePath';

/** Members of a Secret that hold what is secret; annotations can repeat them (`kubectl apply` keeps a copy there). */
const secretMembers = new Set<PathPart | undefined>(['data', 'stringData']);

/** Holds the whole object once more, whatever its kind, as `kubectl apply` sent it. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Names whose values are secrets more often than not: of fields, of environment variables, of keys in a ConfigMap. */
const telling = /pass(?:word|wd|phrase)|secret|token|credential|private.?key|api.?key/i;

/** Whether a field's value must not be shown, only that it changed. */
export function hidesValue(path: readonly PathPart[], isSecret: boolean): boolean {
  const [root, member] = path;
  const isAnnotation = root === 'metadata' && member === 'annotations';
  if (isSecret && (secretMembers.has(root) || isAnnotation)) {
    return true;
  }
  return path.some(part => {
    const name = typeof part === 'object' ? part.element : String(part);
    return name === lastApplied || telling.test(name);
  });
}
