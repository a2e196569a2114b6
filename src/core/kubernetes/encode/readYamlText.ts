import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { mostNesting, problemOf } from '../problem';
import { readYamlDocument } from '../yamlDocument';
import { isEditError } from './editError';
import { readPlainScalar } from './plainScalar';
import type { ProblemList } from './problemList';
import type { ScalarNode, TextEntry, TextNode, TextRange } from './textNode';

/** Nodes that all aliases of a text may stand for: aliases of aliases multiply. */
const mostAliased = 10_000;

/**
 * Parses YAML as an API server does, see {@link readPlainScalar}.
 *
 * @throws {EditError} for what is no YAML or no single object's.
 */
export function readYamlText(text: string, problems: ProblemList): TextNode {
  const contents = parse(text, problems);
  return new YamlReader(text, problems).node(contents, { start: 0, end: 0 }, 0);
}

/** The parser's own nodes; null for a text without a value. */
function parse(text: string, problems: ProblemList): Node | null {
  try {
    // Every scalar as text: what it means is for us to say.
    const { document, secondAt } = readYamlDocument(text, { schema: 'failsafe' }) ?? {};
    for (const { pos } of document?.errors ?? []) {
      problems.add('syntax', { start: pos[0], end: pos[1] });
    }
    if (secondAt !== undefined) {
      problems.add('severalDocuments', { start: secondAt, end: secondAt + documentStart.length });
    }
    problems.throwIfAny();
    return document?.contents ?? null;
  } catch (error) {
    if (isEditError(error)) {
      throw error;
    }
    const { offset } = problemOf(error);
    return problems.fail('tooDeep', { start: offset, end: offset + 1 });
  }
}

const documentStart = '---';

class YamlReader {
  /** What an alias stands for: the last node before it with that anchor. */
  private readonly anchors = new Map<string, unknown>();
  private aliasDepth = 0;
  private aliased = 0;

  constructor(
    private readonly text: string,
    private readonly problems: ProblemList,
  ) {}

  /** @param place where a value would stand that is not there. */
  node(node: unknown, place: TextRange, depth: number): TextNode {
    const range = this.rangeOf(node) ?? place;
    if (depth > mostNesting) {
      this.problems.fail('tooDeep', range);
    }
    if (this.aliasDepth > 0 && ++this.aliased > mostAliased) {
      this.problems.fail('tooLarge', range);
    }
    if (isCollection(node) && node.anchor !== undefined) {
      this.anchors.set(node.anchor, node);
    }
    if (isMap(node)) {
      return { kind: 'map', ...range, entries: this.entries(node.items, range, depth + 1) };
    }
    if (isSeq(node)) {
      return { kind: 'list', ...range, items: node.items.map(item => this.node(item, range, depth + 1)) };
    }
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target === undefined) {
        this.problems.fail('syntax', range);
      }
      this.aliasDepth++;
      const read = this.node(target, range, depth + 1);
      this.aliasDepth--;
      return { ...read, ...range };
    }
    return this.scalar(node, range);
  }

  private entries(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    outer: TextRange,
    depth: number,
  ): TextEntry[] {
    const seen = new Set<string>();
    return pairs.flatMap(({ key, value }) => {
      const keyNode = isAlias(key) ? this.anchors.get(key.source) : key;
      const range = this.rangeOf(key) ?? outer;
      const name = isScalar(keyNode) ? this.name(keyNode, range) : undefined;
      if (name === undefined) {
        this.problems.add('syntax', range);
        return [];
      }
      if (seen.has(name)) {
        this.problems.add('duplicateKey', range, { name });
      }
      seen.add(name);
      this.problems.path.push(name);
      const read = this.node(value, { start: range.end, end: range.end }, depth);
      this.problems.path.pop();
      return [{ name, range, value: read }];
    });
  }

  /** Numbers and booleans become their text, as the API server has it; undefined for what cannot be a key, merging included. */
  private name(node: Scalar, range: TextRange): string | undefined {
    const { value } = this.scalar(node, range);
    if (value === null || (node.type === Scalar.PLAIN && value === '<<')) {
      return undefined;
    }
    return String(value);
  }

  private scalar(node: unknown, range: TextRange): ScalarNode {
    if (!isScalar(node)) {
      return { kind: 'scalar', ...range, value: null };
    }
    if (node.anchor !== undefined) {
      this.anchors.set(node.anchor, node);
    }
    const value = String(node.value ?? '');
    const tag = node.tag;
    if (tag !== undefined && tag !== 'tag:yaml.org,2002:str' && tag !== '!') {
      this.problems.add('syntax', range);
    }
    const isPlain = tag === undefined && (node.type === undefined || node.type === Scalar.PLAIN);
    return { kind: 'scalar', ...range, value: isPlain ? readPlainScalar(value) : value };
  }

  /** Without the line end and the spaces before the next line that the parser counts in. */
  private rangeOf(node: unknown): TextRange | undefined {
    const range = (node as Partial<Node> | null)?.range;
    if (!range) {
      return undefined;
    }
    const [start] = range;
    let [, end] = range;
    while (end > start && /\s/.test(this.text[end - 1] ?? '')) {
      end--;
    }
    return { start, end };
  }
}
