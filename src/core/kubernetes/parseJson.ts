import type { JsonObject, JsonValue } from './json';
import { setProperty } from './json';
import { mostNesting, ProblemError } from './problem';

/** A number, or what looks like one within a text, that a double may not hold exactly. */
const manyDigits = /(?:^|[[:,\s])-?\d{16}/;

/**
 * Parses JSON: whole numbers beyond 2^53 become a bigint instead of losing their last digits, and the nesting is bounded.
 *
 * @throws {ProblemError} `badJson` or `tooDeep`, at a character's place in `text`.
 */
export function parseJson(text: string): JsonValue {
  if (!manyDigits.test(text) && deepest(text) <= mostNesting) {
    try {
      return JSON.parse(text) as JsonValue;
    } catch (error) {
      const position = text.length > mostReadAgain ? positionIn(error) : undefined;
      if (position !== undefined) {
        throw new ProblemError('badJson', Math.min(position, text.length));
      }
      // Read once more below, to say where it is wrong.
    }
  }
  return new JsonReader(text).read();
}

/** Characters. Of a longer text the runtime's own word for where it is wrong must do, where it says so. */
const mostReadAgain = 256 * 1024;

function positionIn(error: unknown): number | undefined {
  const position = error instanceof SyntaxError ? / at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? undefined : Number(position);
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

const words = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const mostSmallDigits = 15;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const closingBracket = 0x5d;
const closingBrace = 0x7d;

class JsonReader {
  private position = 0;

  constructor(private readonly text: string) {}

  read(): JsonValue {
    const value = this.value(0);
    if (this.next() !== undefined) {
      throw new ProblemError('badJson', this.position);
    }
    return value;
  }

  /** The character behind any spaces, which becomes the position; undefined at the end. */
  private next(): number | undefined {
    for (; this.position < this.text.length; this.position++) {
      const code = this.text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
        return code;
      }
    }
    return undefined;
  }

  private value(depth: number): JsonValue {
    const code = this.next();
    if (depth > mostNesting) {
      throw new ProblemError('tooDeep', this.position);
    }
    switch (code) {
      case 0x7b:
        return this.object(depth);
      case 0x5b:
        return this.list(depth);
      case quote:
        return this.string();
      default:
        return this.wordOrNumber();
    }
  }

  private object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = {};
    this.position++;
    if (this.next() === closingBrace) {
      this.position++;
      return object;
    }
    do {
      this.next();
      const name = this.string();
      this.expect(colon);
      setProperty(object, name, this.value(depth + 1));
    } while (this.continues(closingBrace));
    return object;
  }

  private list(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    this.position++;
    if (this.next() === closingBracket) {
      this.position++;
      return list;
    }
    do {
      list.push(this.value(depth + 1));
    } while (this.continues(closingBracket));
    return list;
  }

  /** Steps over a comma, or over the end. */
  private continues(end: number): boolean {
    if (this.next() === end) {
      this.position++;
      return false;
    }
    this.expect(comma);
    return true;
  }

  private string(): string {
    const start = this.position;
    let isPlain = this.text.charCodeAt(start) === quote;
    if (!isPlain) {
      throw new ProblemError('badJson', start);
    }
    for (let end = start + 1; end < this.text.length; end++) {
      const code = this.text.charCodeAt(end);
      if (code === quote) {
        this.position = end + 1;
        return isPlain ? this.text.slice(start + 1, end) : parseString(this.text.slice(start, end + 1), start);
      }
      if (code === backslash) {
        isPlain = false;
        end++;
      } else if (code < 0x20) {
        isPlain = false;
      }
    }
    throw new ProblemError('badJson', start);
  }

  private wordOrNumber(): JsonValue {
    return this.smallNumber() ?? this.anyNumber();
  }

  /** Most numbers: a few digits and nothing else. Undefined, with nothing read, for any other. */
  private smallNumber(): number | undefined {
    const end = Math.min(this.position + mostSmallDigits, this.text.length);
    let value = 0;
    for (let place = this.position; place < end; place++) {
      const code = this.text.charCodeAt(place);
      if (code >= 0x30 && code <= 0x39) {
        value = value * 10 + code - 0x30;
      } else if (place > this.position && (code === comma || code === closingBrace || code === closingBracket)) {
        const hasLeadingZero = this.text.charCodeAt(this.position) === 0x30 && place > this.position + 1;
        if (!hasLeadingZero) {
          this.position = place;
        }
        return hasLeadingZero ? undefined : value;
      } else {
        return undefined;
      }
    }
    return undefined;
  }

  private anyNumber(): JsonValue {
    number.lastIndex = this.position;
    const found = number.exec(this.text);
    if (!found) {
      return this.word();
    }
    this.position += found[0].length;
    const [digits, fraction, exponent] = found;
    const rounded = Number(digits);
    return fraction === undefined && exponent === undefined && !Number.isSafeInteger(rounded)
      ? BigInt(digits)
      : rounded;
  }

  private word(): JsonValue {
    for (const [word, value] of words) {
      if (this.text.startsWith(word, this.position)) {
        this.position += word.length;
        return value;
      }
    }
    throw new ProblemError('badJson', this.position);
  }

  private expect(code: number): void {
    if (this.next() !== code) {
      throw new ProblemError('badJson', this.position);
    }
    this.position++;
  }
}

function parseString(quoted: string, position: number): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw new ProblemError('badJson', position);
  }
}
