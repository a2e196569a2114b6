import type { JsonObject, JsonValue } from './json';
import { setProperty } from './json';
import { mostNesting, ProblemError } from './problem';

/** Digits that a double may not hold exactly. */
const manyDigits = /\d{16}/;

/**
 * Parses JSON: whole numbers beyond 2^53 become a bigint instead of losing their last digits, and the nesting is bounded.
 *
 * @throws {ProblemError} `badJson` or `tooDeep`, at a character's place in `text`.
 */
export function parseJson(text: string): JsonValue {
  if (!manyDigits.test(text) && deepest(text) <= mostNesting) {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      // Read once more below, to say where it is wrong.
    }
  }
  return new JsonReader(text).read();
}

/** Brackets open at once, those within strings included: enough to know that a text is harmless. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) | 0x20;
    if (code === 0x7b) {
      depth++;
      if (depth > most) {
        most = depth;
      }
    } else if (code === 0x7d) {
      depth--;
    }
  }
  return most;
}

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const words = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class JsonReader {
  private position = 0;

  constructor(private readonly text: string) {}

  read(): JsonValue {
    this.match(space);
    const value = this.value(0);
    this.match(space);
    if (this.position < this.text.length) {
      throw new ProblemError('badJson', this.position);
    }
    return value;
  }

  private value(depth: number): JsonValue {
    if (depth > mostNesting) {
      throw new ProblemError('tooDeep', this.position);
    }
    switch (this.text[this.position]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.list(depth);
      case '"':
        return this.string();
      default:
        return this.wordOrNumber();
    }
  }

  private object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = {};
    this.items('}', () => {
      const name = this.string();
      this.match(space);
      this.expect(':');
      this.match(space);
      setProperty(object, name, this.value(depth + 1));
    });
    return object;
  }

  private list(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    this.items(']', () => list.push(this.value(depth + 1)));
    return list;
  }

  private items(end: '}' | ']', readItem: () => void): void {
    this.position++;
    this.match(space);
    if (this.text[this.position] === end) {
      this.position++;
      return;
    }
    for (;;) {
      readItem();
      this.match(space);
      if (this.text[this.position] === end) {
        this.position++;
        return;
      }
      this.expect(',');
      this.match(space);
    }
  }

  private string(): string {
    const start = this.position;
    this.expect('"');
    for (let end = start; ; ) {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) {
        throw new ProblemError('badJson', start);
      }
      if (!this.isEscaped(end)) {
        this.position = end + 1;
        return parseString(this.text.slice(start, end + 1), start);
      }
    }
  }

  /** Whether an odd number of backslashes stands before it. */
  private isEscaped(position: number): boolean {
    let start = position;
    while (this.text[start - 1] === '\\') {
      start--;
    }
    return (position - start) % 2 === 1;
  }

  private wordOrNumber(): JsonValue {
    for (const [word, value] of words) {
      if (this.text.startsWith(word, this.position)) {
        this.position += word.length;
        return value;
      }
    }
    const found = this.match(number);
    if (!found || found[0] === '') {
      throw new ProblemError('badJson', this.position);
    }
    const [digits, fraction, exponent] = found;
    const rounded = Number(digits);
    return fraction === undefined && exponent === undefined && !Number.isSafeInteger(rounded)
      ? BigInt(digits)
      : rounded;
  }

  private expect(character: string): void {
    if (this.text[this.position] !== character) {
      throw new ProblemError('badJson', this.position);
    }
    this.position++;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found) {
      this.position += found[0].length;
    }
    return found ?? undefined;
  }
}

function parseString(quoted: string, position: number): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw new ProblemError('badJson', position);
  }
}
