import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { ConfigurationError, type ConfigurationProblem, type ConfigurationProblemCode } from './configurationError';

/** Characters. A file with a hundred keys has some thousands. */
const mostCharacters = 1024 * 1024;
/** Values, those behind aliases counted each time: aliases of aliases multiply. */
const mostNodes = 100_000;
const mostProblems = 100;

const fieldNames: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'resources', 'providers', 'identity', 'kms', 'aescbc', 'aesgcm', 'secretbox'],
  ...['keys', 'name', 'secret', 'endpoint', 'timeout', 'cachesize'],
]);

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A value of the file with its place in the text and in the object. */
export interface ConfigurationNode extends Range {
  readonly path: string;
  /** Of a field: where its name stands. */
  readonly name?: Range;
  readonly value: NodeValue;
}

export type NodeValue =
  | { readonly kind: 'map'; readonly fields: ReadonlyMap<string, ConfigurationNode> }
  | { readonly kind: 'list'; readonly items: readonly ConfigurationNode[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'boolean' | 'null' };

/** What is wrong with a text, gathered while it is read. */
export class ConfigurationProblems {
  private readonly found: (ConfigurationProblem & Range)[] = [];
  readonly lines = new LineCounter();

  add(
    code: ConfigurationProblemCode,
    { start, end, path }: Range & { readonly path: string },
    more: Pick<ConfigurationProblem, 'expected' | 'bytes' | 'other'> = {},
  ): void {
    if (this.found.length < mostProblems) {
      const from = this.lines.linePos(start);
      const to = this.lines.linePos(Math.max(start, end));
      const places = { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
      this.found.push({ code, ...places, path, ...more, start, end });
    }
  }

  /** @throws {ConfigurationError} where anything was found. */
  throwIfAny(): void {
    if (this.found.length > 0) {
      const sorted = this.found.toSorted((a, b) => a.start - b.start);
      throw new ConfigurationError(sorted.map(({ start: _start, end: _end, ...problem }) => problem));
    }
  }
}

/**
 * Reads YAML, of which JSON is a part, as the API server's reader does: numbers and booleans by YAML 1.1, aliases and
 * merge keys followed.
 *
 * @throws {ConfigurationError} for a text that holds no single document.
 */
export function readConfigurationNode(text: string, problems: ConfigurationProblems): ConfigurationNode {
  if (text.length > mostCharacters) {
    problems.add('tooLarge', { start: 0, end: 0, path: '' });
    problems.throwIfAny();
  }
  try {
    const document = parseDocument(text, {
      version: '1.1',
      // Checked here, with a place for each; and the library's check compares each field with all others.
      uniqueKeys: false,
      // Its messages quote the text around a problem, which may be a secret.
      prettyErrors: false,
      lineCounter: problems.lines,
    });
    for (const { code, pos } of document.errors) {
      const [start, end] = pos;
      problems.add(code === 'MULTIPLE_DOCS' ? 'severalDocuments' : 'syntax', { start, end, path: '' });
    }
    problems.throwIfAny();
    const node = new NodeReader(document, problems).read(document.contents, { start: 0, end: text.length }, '');
    problems.throwIfAny();
    return node;
  } catch (error) {
    if (error instanceof RangeError) {
      // The parser recurses; what overflows its stack is no configuration.
      problems.add('tooLarge', { start: 0, end: 0, path: '' });
      problems.throwIfAny();
    }
    throw error;
  }
}

class NodeReader {
  private nodes = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly problems: ConfigurationProblems,
  ) {}

  /** @param place where a value would stand that is not there. */
  read(node: unknown, place: Range, path: string): ConfigurationNode {
    const range = rangeOf(node) ?? place;
    if (++this.nodes > mostNodes) {
      this.problems.add('tooLarge', { ...range, path });
      this.problems.throwIfAny();
    }
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (target === undefined) {
        this.problems.add('syntax', { ...range, path });
      }
      return { ...this.read(target, range, path), ...range };
    }
    return { ...range, path, value: this.value(node, range, path) };
  }

  private value(node: unknown, range: Range, path: string): NodeValue {
    if (isMap(node)) {
      return { kind: 'map', fields: this.fields(node.items, range, path) };
    }
    if (isSeq(node)) {
      return { kind: 'list', items: node.items.map((item, index) => this.read(item, range, `${path}[${index}]`)) };
    }
    if (!isScalar(node) || node.value === null) {
      return { kind: 'null' };
    }
    const { value, source } = node;
    switch (typeof value) {
      case 'string':
        return { kind: 'text', text: value };
      case 'number':
        return { kind: 'number', number: value };
      case 'boolean':
        return { kind: 'boolean' };
      default:
        // A date or the like, which has no type of its own where the file is read.
        return { kind: 'text', text: source ?? '' };
    }
  }

  private fields(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    outer: Range,
    path: string,
  ): ReadonlyMap<string, ConfigurationNode> {
    const fields = new Map<string, ConfigurationNode>();
    const merged = new Map<string, ConfigurationNode>();
    for (const { key, value } of pairs) {
      const range = rangeOf(key) ?? outer;
      const name = isScalar(key) ? String(key.source ?? key.value) : undefined;
      if (name === undefined) {
        this.problems.add('wrongType', { ...range, path }, { expected: 'name' });
      } else if (name === '<<') {
        this.merge(merged, this.read(value, range, path));
      } else {
        if (fields.has(name)) {
          this.problems.add('duplicateField', { ...range, path });
        }
        // What is no field's name may be a secret: `{secret:c2VjcmV0}` is one long name.
        const step = fieldNames.has(name) ? name : '?';
        fields.set(name, { ...this.read(value, range, path === '' ? step : `${path}.${step}`), name: range });
      }
    }
    return new Map([...merged, ...fields]);
  }

  private merge(into: Map<string, ConfigurationNode>, { value, ...place }: ConfigurationNode): void {
    const sources = value.kind === 'list' ? value.items : [{ ...place, value }];
    for (const source of sources) {
      if (source.value.kind !== 'map') {
        this.problems.add('wrongType', source, { expected: 'object' });
        continue;
      }
      for (const [name, field] of source.value.fields) {
        if (!into.has(name)) {
          into.set(name, field);
        }
      }
    }
  }
}

function rangeOf(node: unknown): Range | undefined {
  const range = (node as { readonly range?: readonly number[] | null } | null | undefined)?.range;
  const [start, end] = range ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}
