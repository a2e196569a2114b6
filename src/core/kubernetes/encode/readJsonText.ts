import { parseJson } from '../parseJson';
import { problemOf } from '../problem';
import { exact } from './plainScalar';
import type { ProblemList } from './problemList';
import type { TextEntry, TextNode } from './textNode';

/**
 * Parses JSON, nothing looser: no comments, no comma at an end, no single quotes.
 *
 * @throws {EditError} `syntax` or `tooDeep` where the text is none. Keys that stand twice are added to `problems`.
 */
export function readJsonText(text: string, problems: ProblemList): TextNode {
  try {
    parseJson(text);
  } catch (error) {
    const { code, offset } = problemOf(error);
    problems.fail(code === 'tooDeep' || code === 'tooLarge' ? code : 'syntax', { start: offset, end: offset + 1 });
  }
  return new ValidJsonReader(text, problems).read();
}

/** The nodes of a text that is known to be JSON: an object's stored text, say. */
export function nodesOfJson(validText: string): TextNode {
  return new ValidJsonReader(validText, undefined).read();
}

const space = /[ \t\n\r]*/y;
const scalar = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,\]}]+/y;

class ValidJsonReader {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly problems: ProblemList | undefined,
  ) {}

  read(): TextNode {
    this.match(space);
    const start = this.position;
    switch (this.text[start]) {
      case '{': {
        const entries = this.entries();
        return { kind: 'map', start, end: this.position, entries };
      }
      case '[': {
        const items = this.items(() => this.read());
        return { kind: 'list', start, end: this.position, items };
      }
      default: {
        const source = this.match(scalar);
        return { kind: 'scalar', start, end: this.position, value: readScalar(source) };
      }
    }
  }

  private entries(): TextEntry[] {
    const seen = new Set<string>();
    return this.items(() => {
      const start = this.position;
      const name = JSON.parse(this.match(scalar)) as string;
      const range = { start, end: this.position };
      if (seen.has(name)) {
        this.problems?.add('duplicateKey', range, { name });
      }
      seen.add(name);
      this.match(space);
      this.position++;
      this.problems?.path.push(name);
      const value = this.read();
      this.problems?.path.pop();
      return { name, range, value };
    });
  }

  /** What stands between two brackets, separated by commas. */
  private items<T>(read: () => T): T[] {
    const items: T[] = [];
    this.position++;
    this.match(space);
    while (!/[\]}]/.test(this.text[this.position] ?? ']')) {
      items.push(read());
      this.match(space);
      if (this.text[this.position] === ',') {
        this.position++;
        this.match(space);
      }
    }
    this.position++;
    return items;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }
}

function readScalar(source: string): null | boolean | number | bigint | string {
  return /^-?\d{16,}$/.test(source) ? exact(BigInt(source)) : (JSON.parse(source) as null | boolean | number | string);
}
