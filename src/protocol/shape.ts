/**
 * Shapes of messages. Each is a check that runs and a type in one, so that the two cannot drift apart: what crosses between
 * a panel and its host is looked at on the side where it arrives, whatever the other side claims to have sent.
 */

/** Whether a value has the shape; a type guard, so that {@link ShapeType} can read the type off it. */
export type Shape<T> = (value: unknown) => value is T;

/** The type that a shape stands for. */
export type ShapeType<S> = S extends Shape<infer T> ? T : never;

/** A field that may be missing. */
export interface OptionalShape<T> {
  readonly optional: Shape<T>;
}

type Fields = Readonly<Record<string, Shape<unknown> | OptionalShape<unknown>>>;
type OptionalNames<F> = { [N in keyof F]: F[N] extends OptionalShape<unknown> ? N : never }[keyof F];
type Flat<T> = { readonly [N in keyof T]: T[N] };

/** The type of an object with these fields. */
export type RecordType<F> = Flat<
  { [N in Exclude<keyof F, OptionalNames<F>>]: ShapeType<F[N]> } & {
    [N in OptionalNames<F>]?: F[N] extends OptionalShape<infer T> ? T : never;
  }
>;

/** Characters of a text unless a shape allows another number: more than any sentence, fewer than would fill a screen. */
const mostCharacters = 4_000;

export function text(most = mostCharacters): Shape<string> {
  return (value): value is string => typeof value === 'string' && value.length <= most;
}

export const flag: Shape<boolean> = (value): value is boolean => typeof value === 'boolean';

/** How many of something: a whole number from 0. */
export const count: Shape<number> = (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** No content. Undefined does not survive the way between the two sides everywhere. */
export const nothing: Shape<undefined> = (value): value is undefined => value === undefined || value === null;

export function oneOf<const T extends readonly string[]>(...names: T): Shape<T[number]> {
  return (value): value is T[number] => typeof value === 'string' && names.includes(value);
}

export function list<T>(item: Shape<T>, most: number): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(item);
}

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { optional: shape };
}

/** An object with these fields. Further ones are let through, for nobody reads them. */
export function record<const F extends Fields>(fields: F): Shape<RecordType<F>> {
  const entries = Object.entries(fields);
  return (value): value is RecordType<F> =>
    typeof value === 'object' &&
    value !== null &&
    entries.every(([name, shape]) => {
      const field: unknown = (value as Readonly<Record<string, unknown>>)[name];
      return typeof shape === 'function' ? shape(field) : field === undefined || shape.optional(field);
    });
}

/** A text-to-shape table, for records whose field names are data; each of the names must be there. */
export function everyOf<N extends string, T>(names: readonly N[], shape: Shape<T>): Shape<Readonly<Record<N, T>>> {
  return (value): value is Readonly<Record<N, T>> =>
    typeof value === 'object' &&
    value !== null &&
    names.every(name => shape((value as Readonly<Record<string, unknown>>)[name]));
}
