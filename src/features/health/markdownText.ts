/**
 * Text as Markdown that means this text and nothing else. Names, versions and errors come from a cluster, so none of them
 * may become a link, a picture, markup or a break in a table. Rules: CommonMark 0.31 (backslash escapes, code spans,
 * fenced code), GitHub's tables.
 */
import { shortened } from '../../host/messageText';

/**
 * For the middle of a paragraph or a table cell. Every ASCII punctuation mark that may mean something is escaped, those of
 * bare addresses (`/ . @`) among them, or the preview would make links of these.
 */
export function markdownText(text: string): string {
  return visible(text).replaceAll(/[!#$&*+./<=>@[\\\]_`{|}~-]/g, '\\$&');
}

/** The same as code: for names, addresses and what is typed. Shortened, as nothing of it needs to be read to its end. */
export function markdownCode(text: string): string {
  const shown = visible(shortened(text));
  if (shown.trim() === '') {
    return '` `';
  }
  const fence = '`'.repeat(longestRun(shown) + 1);
  const padding = fence.length > 1 || shown.startsWith(' ') ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** Commands to be copied into a shell; a line break inside one is one for the shell, too. */
export function markdownCodeBlock(lines: readonly string[]): string {
  const content = lines.flatMap(line => line.split('\n').map(visible)).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}sh\n${content}\n${fence}`;
}

/** A table whose cells are Markdown already, which scrolls by itself where it is too wide; nothing when it has no rows. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  // A pipe ends a cell even inside code, where nothing else needs a backslash.
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll(/\\?\|/g, '\\|')).join(' | ')} |`;
  return rows.length === 0
    ? []
    : [
        '<div class="etcdscope-table">',
        '',
        line(head),
        line(head.map(() => '---')),
        ...rows.map(line),
        '',
        '</div>',
        '',
      ];
}

/**
 * On one line, and without characters that do not show or turn the direction of writing (Unicode: Cc, Cf, Zl, Zp and
 * Default_Ignorable_Code_Point): a name must not read as another one.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu, '\uFFFD');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
