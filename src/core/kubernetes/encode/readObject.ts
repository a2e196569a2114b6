/**
 * Reads a text's object as the API server would read it into the Go struct of its kind, and gives it the form in which
 * `decodeMessage` shows a stored one: so that the two compare equal exactly where they say the same.
 */
import { isJsonObject, type JsonObject, type JsonValue, setProperty } from '../json';
import { isZero, onlyField, printAbsent, zeroOf } from '../protobuf/goZero';
import { canonicalQuantity } from '../protobuf/quantity';
import type { FieldType, MessageType } from '../schema/schema';
import type { EditProblemCode, ExpectedType } from './editError';
import { nearestName } from './nearestName';
import { exact } from './plainScalar';
import type { ProblemList } from './problemList';
import { canonicalDuration, canonicalMicroTime, canonicalTime } from './readTime';
import { isNull, type MapNode, type TextNode, valueOfNode } from './textNode';

type MutableObject = Record<string, JsonValue>;

/** Names that stand in every object beside its message's fields. */
export const typeMetaNames: readonly string[] = ['apiVersion', 'kind'];

/**
 * @param before the object as it is stored. What the table cannot explain in it, a malformed quantity or in JSON a field
 *   of a newer Kubernetes, may stay.
 * @param otherNames allowed beside the message's own at the top.
 * @returns the object's fields of the message. It is of use only where nothing was added to `problems`.
 */
export function readObject(
  type: MessageType,
  node: MapNode,
  before: JsonValue | undefined,
  problems: ProblemList,
  otherNames: readonly string[] = typeMetaNames,
): JsonObject {
  return new ObjectReader(problems).object(type, node, before, otherNames);
}

class ObjectReader {
  constructor(private readonly problems: ProblemList) {}

  object(
    type: MessageType,
    node: MapNode,
    before: JsonValue | undefined,
    otherNames: readonly string[] = [],
  ): MutableObject {
    const object: MutableObject = {};
    const fields = fieldsByName(type);
    for (const { name, range, value } of node.entries) {
      const field = fields.get(name);
      if (field !== undefined) {
        this.problems.path.push(name);
        this.field(field, value, propertyOf(before, name), object);
        this.problems.path.pop();
      } else if (!otherNames.includes(name) && propertyOf(before, name) === undefined) {
        const suggestion = nearestName(name, [...fields.keys()]);
        this.problems.add('unknownField', range, { name, ...(suggestion !== undefined && { suggestion }) });
      }
    }
    printAbsent(type, object);
    return object;
  }

  private field(field: FieldType, node: TextNode, before: JsonValue | undefined, object: MutableObject): void {
    if (isNull(node)) {
      // encoding/json leaves a field alone for null, so it keeps its zero value. A pointer to a zero time prints null as
      // well: where such a one is stored, null means it.
      if (before === null && field.isPointer) {
        object[field.name] = null;
      }
      return;
    }
    const value = this.fieldValue(field, node, before);
    if (value !== undefined && !(field.omitsZero && isZero(value))) {
      setProperty(object, field.name, value);
    }
  }

  private fieldValue(field: FieldType, node: TextNode, before: JsonValue | undefined): JsonValue | undefined {
    if (field.shape === 'list') {
      return this.list(field, node, before);
    }
    return field.shape === 'map' ? this.map(field, node, before) : this.value(field, node, before);
  }

  /** Undefined for an empty list, which protobuf cannot tell from none. */
  private list(field: FieldType, node: TextNode, before: JsonValue | undefined): JsonValue | undefined {
    if (node.kind !== 'list') {
      return this.wrong(node, 'list');
    }
    const list = node.items.map((item, index) => {
      this.problems.path.push(index);
      const value = this.element(field, item, Array.isArray(before) ? before[index] : undefined);
      this.problems.path.pop();
      return value;
    });
    return list.length === 0 ? undefined : list;
  }

  private map(field: FieldType, node: TextNode, before: JsonValue | undefined): JsonValue | undefined {
    if (node.kind !== 'map') {
      return this.wrong(node, 'object');
    }
    const map: MutableObject = {};
    for (const { name, value } of node.entries) {
      this.problems.path.push(name);
      setProperty(map, name, this.element(field, value, propertyOf(before, name)));
      this.problems.path.pop();
    }
    return node.entries.length === 0 ? undefined : map;
  }

  private element(field: FieldType, node: TextNode, before: JsonValue | undefined): JsonValue {
    return (isNull(node) ? undefined : this.value(field, node, before)) ?? zeroOf(field);
  }

  private value(field: FieldType, node: TextNode, before: JsonValue | undefined): JsonValue | undefined {
    if (field.message) {
      return this.message(field.message, node, before);
    }
    if (field.type === 'RawJson') {
      return valueOfNode(node);
    }
    if (node.kind !== 'scalar') {
      return this.wrong(node, expectedOf[field.type]);
    }
    return this.scalar(field, node, node.value, before);
  }

  private message(type: MessageType, node: TextNode, before: JsonValue | undefined): JsonValue | undefined {
    if (type.json === 'object') {
      return node.kind === 'map' ? this.object(type, node, before) : this.wrong(node, 'object');
    }
    for (const field of type.fields) {
      if (field && takes(field, node)) {
        const value = this.fieldValue(field, node, before);
        return value === undefined ? undefined : onlyField(type, { [field.name]: value });
      }
    }
    const isOrList = type.fields.some(field => field?.shape === 'list');
    return this.wrong(node, type.json === 'list' ? 'list' : isOrList ? 'objectOrList' : 'objectOrBoolean');
  }

  private scalar(
    field: FieldType,
    node: TextNode,
    value: null | boolean | number | bigint | string,
    before: JsonValue | undefined,
  ): JsonValue | undefined {
    const { type } = field;
    switch (type) {
      case 'string':
        return typeof value === 'string' ? value : this.wrong(node, 'string');
      case 'bool':
        return typeof value === 'boolean' ? value : this.wrong(node, 'boolean');
      case 'int32':
        return this.wholeNumber(node, value, 32);
      case 'int64':
        return this.wholeNumber(node, value, 64);
      case 'double':
        return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : this.wrong(node, 'number');
      case 'IntOrString':
        return typeof value === 'string' ? value : this.wholeNumber(node, value, 32, 'numberOrString');
      case 'Quantity':
        return this.quantity(node, value, before);
      default:
        return typeof value === 'string' ? this.parsedText(type, node, value) : this.wrong(node, expectedOf[type]);
    }
  }

  private wholeNumber(
    node: TextNode,
    value: JsonValue,
    bits: 32 | 64,
    expected: ExpectedType = 'wholeNumber',
  ): JsonValue | undefined {
    if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) {
      return this.wrong(node, expected);
    }
    const whole = BigInt(value);
    return BigInt.asIntN(bits, whole) === whole ? exact(whole) : this.refuse('outOfRange', node);
  }

  private quantity(node: TextNode, value: JsonValue, before: JsonValue | undefined): JsonValue | undefined {
    if (typeof value === 'boolean') {
      return this.wrong(node, 'quantity');
    }
    const text = String(value);
    return canonicalQuantity(text) ?? (text === before ? text : this.refuse('badQuantity', node));
  }

  /** What JSON carries as a text. */
  private parsedText(type: FieldType['type'], node: TextNode, text: string): JsonValue | undefined {
    switch (type) {
      case 'bytes': {
        // encoding/base64 of Go passes over line ends, and wants the padding.
        const digits = text.replace(/[\r\n]/g, '');
        const isBase64 = digits.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(digits);
        return isBase64 ? Buffer.from(digits, 'base64').toString('base64') : this.refuse('badBase64', node);
      }
      case 'Time':
        return orElse(canonicalTime(text), () => this.refuse('badTime', node));
      case 'MicroTime':
        return orElse(canonicalMicroTime(text), () => this.refuse('badTime', node));
      default:
        return canonicalDuration(text) ?? this.refuse('badDuration', node);
    }
  }

  private wrong(node: TextNode, expected: ExpectedType): undefined {
    this.problems.add('wrongType', node, { expected });
  }

  private refuse(code: EditProblemCode, node: TextNode): undefined {
    this.problems.add(code, node);
  }
}

const expectedOf: Readonly<Record<FieldType['type'], ExpectedType>> = {
  string: 'string',
  bytes: 'base64',
  bool: 'boolean',
  int32: 'wholeNumber',
  int64: 'wholeNumber',
  double: 'number',
  Time: 'time',
  MicroTime: 'time',
  Duration: 'duration',
  Quantity: 'quantity',
  IntOrString: 'numberOrString',
  RawJson: 'object',
  message: 'object',
};

/** Whether a value of that shape is this one of the alternatives of a message whose JSON is one of its fields. */
function takes(field: FieldType, node: TextNode): boolean {
  if (field.shape === 'list') {
    return node.kind === 'list';
  }
  return field.message ? node.kind === 'map' : node.kind === 'scalar' && typeof node.value === 'boolean';
}

function orElse<T>(value: T | undefined, otherwise: () => undefined): T | undefined {
  return value === undefined ? otherwise() : value;
}

function propertyOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const fieldsOf = new WeakMap<MessageType, ReadonlyMap<string, FieldType>>();

/** Every field of a message by its JSON name, those of inline messages among them. */
export function fieldsByName(type: MessageType): ReadonlyMap<string, FieldType> {
  let fields = fieldsOf.get(type);
  if (fields === undefined) {
    const found = new Map<string, FieldType>();
    for (const field of type.fields) {
      if (field?.isInline && field.message) {
        for (const [name, inner] of fieldsByName(field.message)) {
          found.set(name, inner);
        }
      } else if (field) {
        found.set(field.name, field);
      }
    }
    fields = found;
    fieldsOf.set(type, fields);
  }
  return fields;
}
