import type { JsonValue } from '../json';

/** Characters of a value that a line still has room for. */
const mostShown = 80;

/** Text that cannot be taken for anything else where no quotes are around it. */
const bareText = /^[\p{L}\p{N}_/.][\w./:@+=-]*$/u;
const ambiguousText = /^(?:true|false|null|\d+(?:\.\d+)?)$/;

/** Characters that would hide, reorder or imitate others: controls, formats (bidirectional ones too), odd white space. */
const unseen = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** A scalar, or something empty, as a line shows it; undefined for what is too long or has parts of its own. */
export function shownValue(value: JsonValue | undefined): string | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'string':
      return value.length > mostShown ? undefined : shownText(value);
    case 'object':
      return value === null ? 'null' : shownIfEmpty(value);
    default:
      return String(value);
  }
}

function shownText(text: string): string {
  return bareText.test(text) && !ambiguousText.test(text)
    ? text
    : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(unseen, spelled)}"`;
}

function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function shownIfEmpty(value: object): string | undefined {
  return Object.keys(value).length > 0 ? undefined : Array.isArray(value) ? '[]' : '{}';
}
