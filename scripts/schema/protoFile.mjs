/**
 * Reads the `generated.proto` files of Kubernetes: proto2, messages one level deep, fields on a line of their own.
 *
 * @param {string} text
 * @returns {{ name: string, messages: Map<string, Map<number, { label: string, type: string, name: string }>> }}
 *   the proto package and, by message and field number, each field's label (`optional`, `repeated`, `map`) and type.
 */
export function readProtoFile(text) {
  const name = /^package (?<name>[\w.]+);/m.exec(text)?.groups?.name ?? '';
  const messages = new Map();
  for (const { groups } of text.matchAll(/^message (?<message>\w+) \{\n(?<body>[\s\S]*?)^\}/gm)) {
    const fields = new Map();
    for (const line of groups.body.split('\n').map(line => line.replace(/\/\/.*/, '').trim())) {
      if (line === '') {
        continue;
      }
      const field =
        /^(?:(?<label>optional|required|repeated) |map<string, *)(?<type>[\w.]+)>? (?<name>\w+) = (?<number>\d+);$/.exec(
          line,
        )?.groups;
      if (!field) {
        throw new Error(`${name}.${groups.message}: cannot read ${JSON.stringify(line)}`);
      }
      fields.set(Number(field.number), {
        label: field.label ?? 'map',
        type: field.type.replace(/^\./, ''),
        name: field.name,
      });
    }
    messages.set(groups.message, fields);
  }
  return { name, messages };
}
