/** The body of a kms v2 value (k8s.io/apiserver, encrypt/envelope/kmsv2/v2/api.proto), read along its bytes. */
import { concatBytes, emptyBytes, textFromBytes } from '../../base/bytes';
import type { EnvelopePart, EnvelopePartName, EnvelopeProblem, EnvelopeProblemCode } from './envelopePart';

/** What the plugin encrypted (field 5). */
export const dekSourceTypes = { aesGcmKey: 0, hkdfSha256ExtendedNonceSeed: 1 } as const;

export interface EncryptedObject {
  readonly encryptedData: Uint8Array;
  /** The plugin's name for the key that encrypted the data key. */
  readonly keyId: string;
  readonly encryptedDekSource: Uint8Array;
  /** One of {@link dekSourceTypes}, or a number that a newer API server knows. */
  readonly dekSourceType: number;
  /** What the plugin wants back to decrypt, by name. */
  readonly annotations: ReadonlyMap<string, Uint8Array>;
}

export interface ReadEncryptedObject {
  readonly object: EncryptedObject;
  /** Side by side over all bytes read; those of the data are one part, `ciphertext`. */
  readonly parts: readonly EnvelopePart[];
  readonly problem?: EnvelopeProblem;
}

/** Bytes (kmsv2/envelope.go). */
const mostKeyId = 1024;
const mostDekSource = 1024;
const mostAnnotations = 32 * 1024;
/** So many entries fit into the limit of their sizes: a name and a value take some bytes, and so do their headers. */
const mostAnnotationEntries = 8 * 1024;

const field = { encryptedData: 1, keyId: 2, encryptedDekSource: 3, annotations: 4, dekSourceType: 5 } as const;
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Bytes of fields that are neither varint nor of a length told, by wire type. */
const fixedLengths: Readonly<Record<number, number>> = { [wire.fixed64]: 8, [wire.fixed32]: 4 };

class WireProblem extends Error {
  constructor(
    readonly code: EnvelopeProblemCode,
    readonly offset: number,
  ) {
    super(code);
  }
}

/** Reads the message that fills `value` from `start` on. Never throws: what is wrong is in `problem`, the rest in a part. */
export function readEncryptedObject(value: Uint8Array, start: number): ReadEncryptedObject {
  const reader = new ObjectReader(value, start);
  try {
    reader.read();
    return { object: reader.object(), parts: reader.parts, ...checked(reader) };
  } catch (error) {
    if (!(error instanceof WireProblem)) {
      throw error;
    }
    const { code, offset } = error;
    const end = reader.parts.at(-1)?.end ?? start;
    const rest: EnvelopePart[] = end < value.length ? [{ name: 'rest', start: end, end: value.length }] : [];
    return { object: reader.object(), parts: [...reader.parts, ...rest], problem: { code, offset } };
  }
}

/** The bytes of an object, each field once and in order, as the API server writes them. */
export function writeEncryptedObject(object: EncryptedObject): Uint8Array {
  const annotations = [...object.annotations].map(([name, bytes]) =>
    lengthDelimited(field.annotations, lengthDelimited(1, Buffer.from(name)), lengthDelimited(2, bytes)),
  );
  const isZero = object.dekSourceType === 0;
  return concatBytes(
    lengthDelimited(field.encryptedData, object.encryptedData),
    lengthDelimited(field.keyId, Buffer.from(object.keyId)),
    lengthDelimited(field.encryptedDekSource, object.encryptedDekSource),
    ...annotations,
    // A field that is zero is not written (proto3).
    ...(isZero ? [] : [varint(field.dekSourceType * 8 + wire.varint), varint(object.dekSourceType)]),
  );
}

class ObjectReader {
  readonly parts: EnvelopePart[] = [];
  annotationBytes = 0;
  /** Where the fields that may be at fault stand. */
  readonly places: Partial<Record<keyof typeof field, number>> = {};
  private encryptedData: Uint8Array = emptyBytes;
  private keyId = '';
  private encryptedDekSource: Uint8Array = emptyBytes;
  private dekSourceType = 0;
  private readonly annotations = new Map<string, Uint8Array>();

  constructor(
    private readonly value: Uint8Array,
    public position: number,
  ) {}

  object(): EncryptedObject {
    const { encryptedData, keyId, encryptedDekSource, dekSourceType, annotations } = this;
    return { encryptedData, keyId, encryptedDekSource, dekSourceType, annotations };
  }

  /** As protobuf has it: of a field that comes twice the last counts, and one of another wire type is an unknown one. */
  read(): void {
    while (this.position < this.value.length) {
      const start = this.position;
      const tag = this.varint();
      const [number, type] = [Math.floor(tag / 8), tag % 8];
      if (type === wire.bytes && number >= field.encryptedData && number <= field.annotations) {
        this.readBytesField(number, start);
      } else if (type === wire.varint && number === field.dekSourceType) {
        const at = this.position;
        this.dekSourceType = this.varint();
        this.places.dekSourceType = at;
        this.addPart('fieldHeader', start, at);
        this.addPart('dekSourceType', at, this.position);
      } else {
        this.skip(number, type, start);
        this.addPart('unknownField', start, this.position);
      }
    }
  }

  private readBytesField(number: number, start: number): void {
    const bytes = this.bytes();
    const at = this.position - bytes.length;
    switch (number) {
      case field.encryptedData:
        this.encryptedData = bytes;
        this.places.encryptedData = at;
        break;
      case field.keyId:
        this.keyId = this.text(bytes, at);
        this.places.keyId = at;
        break;
      case field.encryptedDekSource:
        this.encryptedDekSource = bytes;
        this.places.encryptedDekSource = at;
        break;
      default:
        this.readAnnotation(bytes, at);
    }
    this.addPart('fieldHeader', start, at);
    this.addPart(partOfField[number] ?? 'unknownField', at, this.position);
  }

  /** An entry of a map: {1 key, 2 value}. */
  private readAnnotation(entry: Uint8Array, at: number): void {
    const inner = new ObjectReader(entry, 0);
    let name = '';
    let content: Uint8Array = emptyBytes;
    try {
      while (inner.position < entry.length) {
        const tag = inner.varint();
        if (tag === 8 + wire.bytes) {
          name = inner.text(inner.bytes(), inner.position);
        } else if (tag === 16 + wire.bytes) {
          content = inner.bytes();
        } else {
          inner.skip(Math.floor(tag / 8), tag % 8, inner.position);
        }
      }
    } catch (error) {
      throw error instanceof WireProblem ? new WireProblem(error.code, at + error.offset) : error;
    }
    if (this.annotations.size < mostAnnotationEntries) {
      this.annotations.set(name, content);
    }
    this.annotationBytes += Buffer.byteLength(name) + content.length;
    this.places.annotations ??= at;
  }

  private text(bytes: Uint8Array, at: number): string {
    const text = textFromBytes(bytes);
    if (text === undefined) {
      throw new WireProblem('badProtobuf', at);
    }
    return text;
  }

  private bytes(): Uint8Array {
    const at = this.position;
    const length = this.varint();
    if (length > this.value.length - this.position) {
      throw new WireProblem('badLength', at);
    }
    this.position += length;
    return this.value.subarray(this.position - length, this.position);
  }

  private skip(number: number, type: number, start: number): void {
    const length = fixedLengths[type];
    if (number === 0) {
      throw new WireProblem('badProtobuf', start);
    } else if (type === wire.varint) {
      this.varint();
    } else if (type === wire.bytes) {
      this.bytes();
    } else if (length === undefined) {
      // Groups, which this message never had, and what is no wire type.
      throw new WireProblem('badProtobuf', start);
    } else if (length > this.value.length - this.position) {
      throw new WireProblem('badLength', start);
    } else {
      this.position += length;
    }
  }

  /** Exact up to 2^53, which no length, tag or type comes near; beyond it merely large. */
  private varint(): number {
    const start = this.position;
    let result = 0;
    for (let factor = 1; this.position - start < 10; factor *= 128) {
      const byte = this.value[this.position];
      if (byte === undefined) {
        throw new WireProblem('badLength', start);
      }
      this.position++;
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return result;
      }
    }
    throw new WireProblem('badProtobuf', start);
  }

  private addPart(name: EnvelopePartName, start: number, end: number): void {
    if (end > start) {
      this.parts.push({ name, start, end });
    }
  }
}

const partOfField: Readonly<Record<number, EnvelopePartName>> = {
  [field.encryptedData]: 'ciphertext',
  [field.keyId]: 'keyId',
  [field.encryptedDekSource]: 'encryptedDek',
  [field.annotations]: 'annotation',
};

/** What the API server refuses of a message that is well formed (ValidateEncryptedObject in kmsv2/envelope.go). */
function checked(reader: ObjectReader): { readonly problem?: EnvelopeProblem } {
  const { encryptedData, keyId, encryptedDekSource, dekSourceType } = reader.object();
  const { places, position: end } = reader;
  const problem = (code: EnvelopeProblemCode, offset = end) => ({ problem: { code, offset } });
  if (dekSourceType > dekSourceTypes.hkdfSha256ExtendedNonceSeed) {
    return problem('unknownDekSourceType', places.dekSourceType);
  }
  if (encryptedData.length === 0 || keyId === '' || encryptedDekSource.length === 0) {
    return problem('missingField');
  }
  if (encryptedDekSource.length > mostDekSource) {
    return problem('fieldTooLong', places.encryptedDekSource);
  }
  if (Buffer.byteLength(keyId) > mostKeyId) {
    return problem('fieldTooLong', places.keyId);
  }
  return reader.annotationBytes > mostAnnotations ? problem('fieldTooLong', places.annotations) : {};
}

function lengthDelimited(number: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents);
  return concatBytes(varint(number * 8 + wire.bytes), varint(content.length), content);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + 0x80);
  }
  return Uint8Array.of(...bytes, rest);
}
