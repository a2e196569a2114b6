/**
 * CBOR (RFC 8949) as Kubernetes stores it. What its API server reads and refuses stands in k8s.io/apimachinery,
 * pkg/runtime/serializer/cbor/internal/modes/decode.go.
 *
 * The tokens come from cborg: no native add-on, 22 KB in a bundle, and a tokenizer that tells where it stands, never
 * recurses and allocates nothing for a length that the bytes do not hold. cbor-x (38 KB, loads a native add-on) refuses
 * names that are byte strings, which is how Kubernetes writes them, and takes duplicate names, broken UTF-8 and a lone
 * break for good.
 */
import { type Token, Tokenizer, Type } from 'cborg';
import { textFromBytes } from '../../base/bytes';
import { type JsonObject, type JsonValue, setProperty } from '../json';
import { mostNesting, ProblemError } from '../problem';

/** Where an item lies: offsets in the whole value. */
export interface CborSpan {
  readonly start: number;
  readonly end: number;
}

export interface CborEntry {
  readonly name: string;
  readonly key: CborSpan;
  readonly value: CborSpan;
}

/** RFC 8949, table 1: the first three bits of an item. */
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6 } as const;
const breakByte = 0xff;
/** Bytes. */
const mostShort = 12;
/**
 * Items, names among them, take memory and time by their number: a byte may be one. The objects of Kubernetes' API test data
 * and of a real cluster take 5.9 bytes an item at the least, 9.6 at the median.
 */
const leastItemBytes = 5.5;
/** What a small value may hold, however dense. */
const mostSmallItems = 50_000;

/** "Expected later encoding" (RFC 8949, 3.4.5.2): what the byte strings within become as text. Go's []byte has base64. */
const laterEncodings = new Map<number | bigint, BufferEncoding>([
  [21, 'base64url'],
  [22, 'base64'],
  [23, 'hex'],
]);
/** Seconds since 1970, which would be shown as a time, and numbers of any size: Kubernetes writes neither. */
const refusedTags = new Set<number | bigint>([1, 2, 3]);

export class CborReader {
  private readonly tokens: Tokenizer;
  private readonly buffer: Buffer;
  private itemsLeft: number;

  /** @param start where the item to read begins in `bytes`. */
  constructor(
    bytes: Uint8Array,
    private readonly start: number,
  ) {
    this.tokens = new Tokenizer(bytes.subarray(start), { retainStringBytes: true, allowBigInt: true });
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.itemsLeft = Math.max(mostSmallItems, bytes.length / leastItemBytes);
  }

  /** Offset of what comes next. */
  get position(): number {
    return this.start + this.tokens.pos();
  }

  /** @throws {ProblemError} for bytes that are no CBOR, or that the API server would refuse. */
  value(depth = 0, later?: BufferEncoding): JsonValue {
    const at = this.position;
    if (depth > mostNesting) {
      throw new ProblemError('tooDeep', at);
    }
    const token = this.next();
    switch (token.type.major) {
      case major.unsigned:
      case major.negative:
        return token.value as number | bigint;
      case major.bytes:
        return later === undefined ? this.text(token) : Buffer.from(token.value as Uint8Array).toString(later);
      case major.text:
        return this.text(token);
      case major.list: {
        const list: JsonValue[] = [];
        const count = this.count(token, 1);
        while (!this.isEnd(list.length, count)) {
          list.push(this.value(depth + 1, later));
        }
        return list;
      }
      case major.map:
        return this.map(this.count(token, 2), depth + 1, later);
      case major.tag:
        return this.tagged(token.value as number | bigint, at, depth + 1, later);
      default:
        return simpleValue(token, at);
    }
  }

  /** The entries of the map that comes next; undefined where something else does. */
  entries(): CborEntry[] | undefined {
    const token = this.next();
    if (token.type.major !== major.map) {
      return undefined;
    }
    const entries: CborEntry[] = [];
    const count = this.count(token, 2);
    while (!this.isEnd(entries.length, count)) {
      const start = this.position;
      const name = this.name();
      entries.push({ name, key: { start, end: this.position }, value: this.span() });
    }
    return entries;
  }

  /** The items of the list that comes next; undefined where something else does. */
  items(): CborSpan[] | undefined {
    const token = this.next();
    if (token.type.major !== major.list) {
      return undefined;
    }
    const items: CborSpan[] = [];
    const count = this.count(token, 1);
    while (!this.isEnd(items.length, count)) {
      items.push(this.span());
    }
    return items;
  }

  private span(): CborSpan {
    const start = this.position;
    this.value();
    return { start, end: this.position };
  }

  private map(count: number, depth: number, later: BufferEncoding | undefined): JsonObject {
    const object: Record<string, JsonValue> = {};
    for (let index = 0; !this.isEnd(index, count); index++) {
      const at = this.position;
      const name = this.name();
      if (Object.hasOwn(object, name)) {
        throw new ProblemError('badCbor', at);
      }
      setProperty(object, name, this.value(depth, later));
    }
    return object;
  }

  /** A key of a map: Kubernetes writes byte strings and reads text strings as well, `a` and `a` being the same. */
  private name(): string {
    const at = this.position;
    const token = this.next();
    if (token.type.major !== major.bytes && token.type.major !== major.text) {
      throw new ProblemError('badCbor', at);
    }
    return this.text(token);
  }

  /** The API server shows the content of tags that it does not know. */
  private tagged(tag: number | bigint, at: number, depth: number, later: BufferEncoding | undefined): JsonValue {
    if (refusedTags.has(tag)) {
      throw new ProblemError('badCbor', at);
    }
    return this.value(depth, laterEncodings.get(tag) ?? later);
  }

  /**
   * Of the string that was read last. Text strings must be UTF-8; of byte strings, which are Go's strings, encoding/json
   * prints what is none as U+FFFD.
   */
  private text({ type, value, byteValue }: Token): string {
    const length = type.major === major.bytes ? (value as Uint8Array).length : (byteValue?.length ?? 0);
    const end = this.position;
    const text = this.shortAscii(end - length, end) ?? this.buffer.toString('utf8', end - length, end);
    if (type.major === major.text && text.includes('\ufffd') && textFromBytes(byteValue ?? this.buffer) === undefined) {
      throw new ProblemError('badCbor', end - length);
    }
    return text;
  }

  /** Most strings are a few letters, which take longer to hand to the runtime than to read here. */
  private shortAscii(start: number, end: number): string | undefined {
    if (end - start > mostShort) {
      return undefined;
    }
    let text = '';
    for (let index = start; index < end; index++) {
      const byte = this.buffer[index] as number;
      if (byte > 0x7f) {
        return undefined;
      }
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Items that a head announces, Infinity for those that a break ends. None takes fewer bytes than `smallest`. */
  private count(head: Token, smallest: number): number {
    const count = head.value as number;
    const at = this.position;
    if (count !== Number.POSITIVE_INFINITY && count * smallest > this.buffer.length - at) {
      throw new ProblemError('truncated', at);
    }
    return count;
  }

  private isEnd(index: number, count: number): boolean {
    if (count === Number.POSITIVE_INFINITY && this.buffer[this.position] === breakByte) {
      this.next();
      return true;
    }
    return index >= count;
  }

  private next(): Token {
    const at = this.position;
    if (this.tokens.done()) {
      throw new ProblemError('truncated', at);
    }
    if (this.itemsLeft-- <= 0) {
      throw new ProblemError('tooLarge', at);
    }
    try {
      return this.tokens.next();
    } catch (error) {
      // cborg throws plain errors, and only their text tells them apart.
      const isCut = error instanceof Error && error.message.includes('not enough data');
      throw new ProblemError(isCut ? 'truncated' : 'badCbor', at);
    }
  }
}

/** What JSON has a word for. */
function simpleValue(token: Token, at: number): JsonValue {
  const value: unknown = token.value;
  if (typeof value === 'boolean' || value === null) {
    return value;
  }
  if (typeof value !== 'number' || !Type.equals(token.type, Type.float)) {
    throw new ProblemError('badCbor', at);
  }
  if (!Number.isFinite(value)) {
    throw new ProblemError('outOfRange', at);
  }
  return value;
}
