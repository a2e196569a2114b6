/**
 * How one text is written in YAML: the style that kubectl's writer (sigs.k8s.io/yaml) picks, so that what it and other
 * readers take for a number, a date or a boolean comes back as text. Two things differ for the sake of reading: tabs stay
 * in a block, and characters beyond the basic plane are written as they are.
 */

/** Words that YAML 1.1 or 1.2 reads as something else; those of one letter are old booleans. */
const wordsWithMeaning = new Set(
  ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', '~', '.nan', '.inf', '+.inf', '-.inf', '<<'].flatMap(
    word => [
      word,
      word.toUpperCase(),
      word.replace(/[a-z]/, letter => letter.toUpperCase()),
      word.replace('nan', 'NaN'),
    ],
  ),
);

/** Most texts of an object: a name, a path, an image. Only a word with a meaning can hide among them. */
const harmless = /^[A-Za-z_/][\w/.-]*$/;
const integer = /^[-+]?0(?:[bB][01]+|[oO]?[0-7]+|[xX][\da-fA-F]+)$/;
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const timestamp = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?\s*(?:Z|[-+]\d{1,2}(?::?\d{2})?)?)?$/;
/** 1:30 is ninety in YAML 1.1. */
const sexagesimal = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
/** What a plain text may not begin with, end with or contain. */
const notPlain = /^[#,[\]{}&*!|>'"%@`]|^[-?:](?:\s|$)|:(?:\s|$)|\s#|^---|^\.\.\.|^\s|\s$/;
/** Line breaks other than the line feed, control characters, lone surrogates, the byte order mark. */
const needsEscapes = /[^\P{Cc}\t\n]|[\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/u;

/** A text on one line, for a key as well. */
export function yamlText(text: string): string {
  if (harmless.test(text)) {
    return text.length <= 5 && wordsWithMeaning.has(text) ? `"${text}"` : text;
  }
  if (text === '' || hasMeaning(text) || text.includes('\n') || text.includes('\t') || needsEscapes.test(text)) {
    return doubleQuoted(text);
  }
  return notPlain.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}

/** Lines that can stand in a block under `|`: nothing to escape, and no spaces at the end of one, which editors trim. */
export function fitsBlock(text: string): boolean {
  return text.includes('\n') && !/^\n*$|^\t|[ \t]$|[ \t]\n/.test(text) && !needsEscapes.test(text);
}

/** A text that {@link fitsBlock}, from `|` on, its lines `indent` spaces in; ends with a line feed. */
export function yamlBlock(text: string, indent: number): string {
  // A first line that begins with spaces or is empty would mislead a reader about the indentation.
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const keep = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const padding = ' '.repeat(indent);
  const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
  // Empty lines stay empty.
  const indented =
    lines.includes('\n\n') || lines.startsWith('\n')
      ? lines.replace(/^(?=[^\n])/gm, padding)
      : padding + lines.replaceAll('\n', `\n${padding}`);
  return `|${hint}${keep}\n${indented}\n`;
}

function hasMeaning(text: string): boolean {
  const withoutUnderscores = text.includes('_') ? text.replaceAll('_', '') : text;
  return (
    wordsWithMeaning.has(text) ||
    (/^[-+.\d]/.test(text) &&
      (decimal.test(withoutUnderscores) ||
        integer.test(withoutUnderscores) ||
        timestamp.test(text) ||
        sexagesimal.test(text)))
  );
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
};

/** A text in the one style that can hold any. */
export function doubleQuoted(text: string): string {
  const escaped = text.replace(
    /["\\\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/gu,
    character => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
