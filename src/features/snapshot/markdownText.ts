import { shortened } from '../../host/messageText';

/** Ends a line, turns the direction of what follows, or shows as nothing. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Somebody else's text as code in a table of Markdown, where nothing of it is a link, a picture or a further cell. Fences:
 * CommonMark 0.31, 6.1; cells: GitHub Flavored Markdown, 4.10.
 */
export function code(text: string): string {
  const plain = shortened(text).replace(unsafe, character => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  if (plain.trim() === '') {
    return '""';
  }
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${plain}${padding}${fence}`.replaceAll('|', '\\|');
}

/** A heading of somebody else's text. */
export function heading(text: string): string {
  return `# ${code(text)}`;
}

export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const rule = head.map((_, column) => (numbers.includes(column) ? '---:' : '---'));
  return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
