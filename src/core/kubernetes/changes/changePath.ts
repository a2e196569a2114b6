import { shownValue } from './shownValue';

/** A member by its name, an element by its place, or by the value that tells it from its neighbours. */
export type PathPart = string | number | { readonly element: string };
export type ChangePath = readonly PathPart[];

/** Characters of a name in a path. */
const mostNameLength = 80;

/** A place in an object as people write it, with nothing in it that a screen would not show. */
export function pathText(path: ChangePath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') {
        return `[${part}]`;
      }
      if (typeof part === 'object') {
        return `[${part.element}]`;
      }
      const name = part.length > mostNameLength ? `${part.slice(0, mostNameLength)}…` : part;
      return /^[\w-]+$/.test(name) ? (index === 0 ? name : `.${name}`) : `[${shownValue(name) ?? '…'}]`;
    })
    .join('');
}
