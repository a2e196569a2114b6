/** What the fields of an object mean among the other keys. Light but for the YAML parser: it needs no schema. */
export { type FieldPlace, type LocatedObject, locateFields, mostLocated, placeAt } from './locateFields';
export type { ObjectName } from './objectKinds';
export { type PointedAt, referencesAt } from './referencesAt';
export { type FieldPath, type Reference, type ReferenceContext, referencesOf } from './referencesOf';
