/** The rival: reflection of @bufbuild/protobuf over descriptors made from our table, without any form of kubectl's. */
import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  MessageOptionsSchema,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import type { FieldType, MessageType } from '../../../src/core/kubernetes/schema/schema';

const scalarTypes: Readonly<Partial<Record<FieldType['type'], Type>>> = {
  string: Type.STRING,
  bytes: Type.BYTES,
  bool: Type.BOOL,
  int32: Type.INT32,
  int64: Type.INT64,
  double: Type.DOUBLE,
};

/** The messages behind the types with a JSON form of their own (k8s.io/apimachinery's .proto files). */
const specialMessages: Readonly<Record<string, readonly (readonly [number, Type])[]>> = {
  Time: [
    [1, Type.INT64],
    [2, Type.INT32],
  ],
  MicroTime: [
    [1, Type.INT64],
    [2, Type.INT32],
  ],
  Duration: [[1, Type.INT64]],
  Quantity: [[1, Type.STRING]],
  IntOrString: [
    [1, Type.INT64],
    [2, Type.INT32],
    [3, Type.STRING],
  ],
  RawJson: [[1, Type.BYTES]],
};

/** A descriptor for each of the messages, with all that they are made of. */
export function descriptorsOf(types: readonly MessageType[]): ReadonlyMap<MessageType, DescMessage> {
  const messages = new Map<string, DescriptorProto>();
  for (const [name, fields] of Object.entries(specialMessages)) {
    const field = fields.map(([number, type]) => fieldOf(number, { type, label: Label.OPTIONAL }));
    messages.set(name, create(DescriptorProtoSchema, { name, field }));
  }
  for (const type of types) {
    addMessage(type, messages);
  }
  const file = create(FileDescriptorProtoSchema, {
    name: 'kubernetes.proto',
    syntax: 'proto2',
    messageType: [...messages.values()],
  });
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
  return new Map(types.map(type => [type, registry.getMessage(nameOf(type)) as DescMessage]));
}

function addMessage(type: MessageType, messages: Map<string, DescriptorProto>): void {
  const name = nameOf(type);
  if (messages.has(name)) {
    return;
  }
  const message = create(DescriptorProtoSchema, { name });
  messages.set(name, message);
  for (const field of type.fields) {
    if (field) {
      const value = typeOf(field);
      if (field.shape === 'map') {
        const entry = `F${field.number}Entry`;
        const key = fieldOf(1, { type: Type.STRING, label: Label.OPTIONAL }, 'key');
        message.nestedType.push(
          create(DescriptorProtoSchema, {
            name: entry,
            field: [key, fieldOf(2, { ...value, label: Label.OPTIONAL }, 'value')],
            options: create(MessageOptionsSchema, { mapEntry: true }),
          }),
        );
        message.field.push(
          fieldOf(field.number, { type: Type.MESSAGE, typeName: `.${name}.${entry}`, label: Label.REPEATED }),
        );
      } else {
        const label = field.shape === 'list' ? Label.REPEATED : Label.OPTIONAL;
        message.field.push(fieldOf(field.number, { ...value, label }));
      }
      if (field.message) {
        addMessage(field.message, messages);
      }
    }
  }
}

function typeOf({ type, message }: FieldType): { readonly type: Type; readonly typeName?: string } {
  const scalar = scalarTypes[type];
  return scalar === undefined
    ? { type: Type.MESSAGE, typeName: `.${message ? nameOf(message) : type}` }
    : { type: scalar };
}

function fieldOf(
  number: number,
  more: { readonly type: Type; readonly typeName?: string; readonly label: Label },
  name = `f${number}`,
) {
  return create(FieldDescriptorProtoSchema, { name, jsonName: name, number, ...more });
}

function nameOf({ name }: MessageType): string {
  return name.replaceAll('.', '_');
}
