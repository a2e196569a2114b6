/** A line with what ends it. As in an editor, a lone carriage return ends a line too. */
const lines = /[^\r\n]*(?:\r\n|\r|\n|$)/g;
const ending = /(?:\r\n|\r|\n)$/;

/**
 * Gives an edited text the line endings of the stored one. An editor shows one kind of line ending and saves it for all
 * lines, so in a value that mixes them, an edit would change lines that nobody touched. Lines before the first and after
 * the last changed one get their own endings back; the changed ones keep the editor's.
 *
 * A stored text with one kind of line ending is left to the editor, where it can be changed on purpose.
 */
export function keepLineEndings(stored: string, edited: string): string {
  if (!mixesLineEndings(stored)) {
    return edited;
  }
  const before = linesOf(stored);
  const after = linesOf(edited);
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && isSameLine(before[start], after[start])) {
    start++;
  }
  let end = 0;
  while (end < most - start && isSameLine(before.at(-1 - end), after.at(-1 - end))) {
    end++;
  }
  return joinLines([
    ...before.slice(0, start),
    ...after.slice(start, after.length - end),
    ...before.slice(before.length - end),
  ]);
}

/** A lone carriage return before an empty line would become one ending with it, so it grows into a pair of its own. */
function joinLines(parts: readonly string[]): string {
  return parts.map((part, index) => (part.endsWith('\r') && parts[index + 1] === '\n' ? `${part}\n` : part)).join('');
}

function mixesLineEndings(text: string): boolean {
  return new Set(text.match(/\r\n|\r|\n/g)).size > 1 || /\r(?!\n)/.test(text);
}

function linesOf(text: string): readonly string[] {
  // The pattern also matches the nothing after a last line ending.
  return (text.match(lines) ?? []).filter(line => line !== '');
}

function isSameLine(a: string | undefined, b: string | undefined): boolean {
  return (
    a !== undefined && b !== undefined && withoutEnding(a) === withoutEnding(b) && ending.test(a) === ending.test(b)
  );
}

function withoutEnding(line: string): string {
  return line.replace(ending, '');
}
