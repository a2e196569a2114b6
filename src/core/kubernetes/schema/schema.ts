/**
 * The API messages of Kubernetes, read from the generated table on first use and message by message: opening one
 * object costs the few messages that it consists of.
 *
 * The table is a text with one fact a line:
 *
 *   package core.v1 v1                    the package's short name, and the apiVersion of its objects
 *   Pod kind                              a message; `kind` for one that is an object with apiVersion and kind,
 *                                         `list` for one whose JSON is its only field, a list,
 *                                         `oneOf` for one whose JSON is whichever of its fields is set
 *   1 metadata meta.v1.ObjectMeta?        a field: number, JSON name (`.` for one whose own fields stand in its place), type
 *
 * A type begins with `*` where Go has a pointer (absent is not zero), `[]` for a list, `{}` for a map with text keys.
 * It ends with `?` for `omitempty` and `~` for `omitzero`: without them, Go prints zero values and nulls. Types that
 * write JSON in a form of their own (`Time`, `Quantity`, …) are named as in {@link specialTypeNames}.
 */
import { schemaText } from './schema.generated';

const scalarTypeNames = ['string', 'bytes', 'bool', 'int32', 'int64', 'double'] as const;
export const specialTypeNames = ['Time', 'MicroTime', 'Duration', 'Quantity', 'IntOrString', 'RawJson'] as const;

export type ScalarType = (typeof scalarTypeNames)[number];
export type SpecialType = (typeof specialTypeNames)[number];

export interface FieldType {
  readonly number: number;
  readonly name: string;
  /** What one element is; a message where `message` is defined. */
  readonly type: ScalarType | SpecialType | 'message';
  readonly message: MessageType | undefined;
  readonly shape: 'single' | 'list' | 'map';
  /** The message's own fields stand among those of its parent. */
  readonly isInline: boolean;
  /** Go keeps a pointer, so a zero that was written is printed. */
  readonly isPointer: boolean;
  /** Not printed when it has its zero value. */
  readonly omitsZero: boolean;
  /** Printed although nothing was written: as null, or as the zero value. */
  readonly whenAbsent: 'omit' | 'null' | 'zero';
}

export interface MessageType {
  /** With its package, as `core.v1.Pod`. */
  readonly name: string;
  readonly json: 'object' | 'list' | 'oneOf';
  /** By field number; empty where a number is not known. */
  readonly fields: readonly (FieldType | undefined)[];
  /** Every field that is printed although nothing was written, those of inline messages among them. */
  readonly alwaysPrinted: readonly FieldType[];
}

/** Where a message's field lines begin and end in the table. */
interface Entry {
  readonly mark: string;
  readonly start: number;
  readonly end: number;
  message?: MessageType;
}

interface Package {
  readonly name: string;
  readonly apiVersion: string;
  readonly start: number;
  readonly end: number;
  entries?: ReadonlyMap<string, Entry>;
}

interface Index {
  readonly byName: ReadonlyMap<string, Package>;
  readonly byApiVersion: ReadonlyMap<string, Package>;
}

let index: Index | undefined;

/** The message of an object, or undefined for a kind that the table does not have. */
export function findKind(apiVersion: string, kind: string): MessageType | undefined {
  index ??= readPackages();
  const found = index.byApiVersion.get(apiVersion);
  if (found === undefined) {
    return undefined;
  }
  // Status, DeleteOptions and their like belong to every group and version (metav1.AddToGroupVersion).
  return messageOf(found, kind, 'kind') ?? messageOf(index.byName.get('meta.v1'), kind, 'kind');
}

/** Every object kind of the table. */
export function knownKinds(): readonly { readonly apiVersion: string; readonly kind: string }[] {
  index ??= readPackages();
  return [...index.byName.values()].flatMap(found =>
    [...entriesOf(found)]
      .filter(([, { mark }]) => mark === 'kind')
      .map(([kind]) => ({ apiVersion: found.apiVersion, kind })),
  );
}

/** A message by its full name, as `meta.v1.ObjectMeta`, or undefined where there is none. */
export function findMessage(name: string): MessageType | undefined {
  index ??= readPackages();
  const dot = name.lastIndexOf('.');
  return messageOf(index.byName.get(name.slice(0, dot)), name.slice(dot + 1));
}

function messageOf(found: Package | undefined, name: string, mark?: string): MessageType | undefined {
  const entry = found && entriesOf(found).get(name);
  if (found === undefined || entry === undefined || (mark !== undefined && entry.mark !== mark)) {
    return undefined;
  }
  return entry.message ?? readMessage(found, name, entry);
}

const packageLine = '\npackage ';

function readPackages(): Index {
  const byName = new Map<string, Package>();
  const byApiVersion = new Map<string, Package>();
  // The table begins with a package as well, only without a line before it.
  for (let lineStart = 'package '.length; lineStart >= packageLine.length - 1; ) {
    const next = schemaText.indexOf(packageLine, lineStart);
    const lineEnd = schemaText.indexOf('\n', lineStart);
    const [name = '', apiVersion = ''] = schemaText.slice(lineStart, lineEnd).split(' ');
    const found = { name, apiVersion, start: lineEnd + 1, end: next < 0 ? schemaText.length : next + 1 };
    byName.set(name, found);
    byApiVersion.set(apiVersion, found);
    lineStart = next < 0 ? -1 : next + packageLine.length;
  }
  return { byName, byApiVersion };
}

function entriesOf(found: Package): ReadonlyMap<string, Entry> {
  found.entries ??= readEntries(found);
  return found.entries;
}

/** Lines that begin with a letter are messages, their fields begin with a digit. */
const messageLine = /^([A-Z]\w*)(?: (\w+))?\n((?:\d.*\n)*)/gm;

function readEntries({ start, end }: Package): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const match of schemaText.slice(start, end).matchAll(messageLine)) {
    const [whole, name = '', mark = '', fields = ''] = match;
    const entryEnd = start + match.index + whole.length;
    entries.set(name, { mark, start: entryEnd - fields.length, end: entryEnd });
  }
  return entries;
}

function readMessage(of: Package, name: string, entry: Entry): MessageType {
  const fields: (FieldType | undefined)[] = [];
  const alwaysPrinted: FieldType[] = [];
  const json = entry.mark === 'list' || entry.mark === 'oneOf' ? entry.mark : 'object';
  const message: MessageType = { name: `${of.name}.${name}`, json, fields, alwaysPrinted };
  // Known before its fields are read, for messages that contain themselves.
  entry.message = message;
  for (const line of schemaText.slice(entry.start, entry.end).split('\n')) {
    if (line !== '') {
      const field = readField(line, of.name);
      fields[field.number] = field;
      if (field.isInline) {
        alwaysPrinted.push(...(field.message?.alwaysPrinted ?? []));
      } else if (field.whenAbsent !== 'omit') {
        alwaysPrinted.push(field);
      }
    }
  }
  return message;
}

const fieldLine = /^(\d+) (\S+) (\*|\[\]|\{\})?([\w.]+)(\?)?(~)?$/;

function readField(line: string, packageName: string): FieldType {
  const [, number, name = '', prefix, typeName = '', omitEmpty, omitZero] = fieldLine.exec(line) ?? [];
  const type = [...scalarTypeNames, ...specialTypeNames].find(known => known === typeName) ?? 'message';
  const message =
    type === 'message' ? findMessage(typeName.includes('.') ? typeName : `${packageName}.${typeName}`) : undefined;
  const shape = prefix === '[]' ? 'list' : prefix === '{}' ? 'map' : 'single';
  const isPointer = prefix === '*';
  const isEmptyable = shape !== 'single' || isPointer || isScalar(type);
  const canBeNull = shape !== 'single' || isPointer || type === 'bytes';
  // encoding/json: `omitempty` leaves out what can be empty, which a struct cannot; `omitzero` leaves out structs as well.
  const omits = (omitEmpty !== undefined && isEmptyable) || omitZero !== undefined;
  return {
    number: Number(number),
    name,
    type,
    message,
    shape,
    isInline: name === '.',
    isPointer,
    omitsZero: omits && !isPointer,
    whenAbsent: omits ? 'omit' : canBeNull ? 'null' : 'zero',
  };
}

function isScalar(type: FieldType['type']): boolean {
  return scalarTypeNames.some(name => name === type);
}
