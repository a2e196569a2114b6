/**
 * The fields of an object's text with their lines, read by indentation alone: light enough for every keystroke, and of
 * use while a text is not whole. Reads block style YAML, as this product writes it, and JSON with one field a line.
 */

export interface OutlineEntry {
  readonly name: string;
  /** From 0; the last line includes whatever lies below the entry. */
  readonly line: number;
  readonly endLine: number;
  /** Where the name stands in its line, from 0. */
  readonly column: number;
  readonly endColumn: number;
  readonly kind: 'object' | 'list' | 'item' | 'scalar';
  /** What stands behind the name on its line; empty for what begins below it. */
  readonly value: string;
  readonly children: readonly OutlineEntry[];
}

interface OpenEntry {
  name: string;
  line: number;
  endLine: number;
  column: number;
  endColumn: number;
  value: string;
  isItem: boolean;
  /** Columns before it. A list's item lies half a column deeper than its dash: lists may begin below their name's own column. */
  depth: number;
  children: OpenEntry[];
}

/** An outline of more helps nobody. */
const mostEntries = 20_000;

const blank = /^\s*(?:#.*|---.*|\.\.\.\s*)?$/;
const dash = /^-(?:\s+|$)/;
const field =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'[\]{}#&*!|>%@`,?][^:]*(?::(?![\s]|$)[^:]*)*))\s*:(?:\s+(.*)|)$/;
const blockScalar = /^(?:![^\s]*\s+)?[|>][-+0-9]*(?:\s+#.*)?$/;

export function outlineOfText(text: string): readonly OutlineEntry[] {
  const root: OpenEntry = openEntry('', -1, 0, -1);
  const open: OpenEntry[] = [root];
  let block: number | undefined;
  let entries = 0;
  const lines = text.split(/\r\n|\n|\r/);
  for (const [line, content] of lines.entries()) {
    if (entries > mostEntries) {
      break;
    }
    const indent = content.length - content.trimStart().length;
    if (block !== undefined && (content.trim() === '' || indent > block)) {
      extend(open, line, content);
      continue;
    }
    block = undefined;
    if (blank.test(content)) {
      continue;
    }
    let column = indent;
    for (let item = dash.exec(content.slice(column)); item; item = dash.exec(content.slice(column))) {
      const entry = openEntry('', line, column, column + 0.5);
      entry.isItem = true;
      entry.endColumn = column + 1;
      entry.value = content.slice(column + item[0].length).trim();
      place(open, entry);
      entries++;
      block = blockScalar.test(entry.value) ? column : undefined;
      column += item[0].length;
    }
    const [whole, double, single, plain, value = ''] = field.exec(content.slice(column)) ?? [];
    if (whole !== undefined) {
      const entry = openEntry(double ?? single ?? plain ?? '', line, column, column);
      entry.endColumn = column + entry.name.length + (plain === undefined ? 2 : 0);
      entry.value = value.trim();
      place(open, entry);
      entries++;
      block = blockScalar.test(entry.value) ? column : undefined;
    }
    extend(open, line, content);
  }
  return root.children.map(finish);
}

/** The entry at a path of names, as `['metadata', 'name']`; undefined where there is none. */
export function findEntry(outline: readonly OutlineEntry[], path: readonly string[]): OutlineEntry | undefined {
  const [first, ...rest] = path;
  const found = outline.find(({ name }) => name === first);
  return rest.length === 0 ? found : found && findEntry(found.children, rest);
}

function openEntry(name: string, line: number, column: number, depth: number): OpenEntry {
  return { name, line, endLine: line, column, endColumn: column, value: '', isItem: false, depth, children: [] };
}

function place(open: OpenEntry[], entry: OpenEntry): void {
  while (open.length > 1 && (open.at(-1)?.depth ?? -1) >= entry.depth) {
    open.pop();
  }
  open.at(-1)?.children.push(entry);
  open.push(entry);
}

/** A line that is not empty belongs to all that is open. */
function extend(open: readonly OpenEntry[], line: number, content: string): void {
  if (content.trim() !== '') {
    for (const entry of open) {
      entry.endLine = line;
    }
  }
}

function finish(entry: OpenEntry, index: number): OutlineEntry {
  const { line, endLine, column, endColumn, value, isItem } = entry;
  const children = entry.children.map(finish);
  const kind = isItem ? 'item' : children.length === 0 ? 'scalar' : children[0]?.kind === 'item' ? 'list' : 'object';
  const name = isItem ? itemName(children, value, index) : entry.name;
  return { name, line, endLine, column, endColumn, kind, value, children };
}

/** What tells an item of a list from the others: a field that names it, itself, or its place. */
function itemName(children: readonly OutlineEntry[], value: string, index: number): string {
  for (const name of ['name', 'key', 'type', 'kind']) {
    const found = children.find(child => child.name === name);
    if (found?.value) {
      return found.value;
    }
  }
  return children.length === 0 && value !== '' ? value : String(index);
}
