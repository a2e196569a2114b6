import type { FieldPath, Reference } from './referencesOf';

/** Fields of a reference beside its name that say what is meant: pointing at one is pointing at the reference. */
const sayingFields: readonly unknown[] = ['apiGroup', 'apiVersion', 'group', 'kind', 'resource', 'uid'];

/** References that are told of at once; a list may have hundreds of subjects. */
const mostTogether = 20;

export interface PointedAt {
  readonly path: FieldPath;
  /** The field's name rather than its value. */
  readonly isFieldName: boolean;
}

/**
 * The references that somebody means who points at a field or at its value: by a name the one that it is, by the name of
 * a field of references all of them.
 */
export function referencesAt(references: readonly Reference[], { path, isFieldName }: PointedAt): readonly Reference[] {
  const exact = references.filter(reference => isSame(reference.path, path));
  if (exact.length > 0) {
    return exact;
  }
  if (sayingFields.includes(path.at(-1))) {
    return references.filter(({ field }) => field.length > 0 && isSame(field, path.slice(0, -1)));
  }
  return isFieldName ? references.filter(({ field }) => isFieldOf(field, path)).slice(0, mostTogether) : [];
}

/** Whether the field is the one at the path, or in the list at the path. */
function isFieldOf(field: FieldPath, path: FieldPath): boolean {
  return isSame(field, path) || (typeof field.at(-1) === 'number' && isSame(field.slice(0, -1), path));
}

function isSame(a: FieldPath, b: FieldPath): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}
