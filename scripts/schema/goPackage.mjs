import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads what only the Go declarations say: how encoding/json writes each field of a struct.
 *
 * @param {string} folder a Go package's folder.
 * @param {(importPath: string) => string} folderOf where the packages are that it imports.
 * @returns {{ group: string | undefined, types: Map<string, GoType> }} the API group that the package registers, and
 *   its exported structs and slices. A struct's `json` is its fields by protobuf number; `isKind` says that it embeds
 *   TypeMeta; `isList` that the type is a slice.
 *
 * @typedef {{ json: Map<number, { name: string, pointer: boolean, omitEmpty: boolean, omitZero: boolean, inline: boolean }>,
 *   isKind: boolean, isList: boolean }} GoType
 */
export function readGoPackage(folder, folderOf) {
  const types = new Map();
  let group;
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.go') || file.endsWith('_test.go') || /generated/.test(file)) {
      continue;
    }
    const text = readFileSync(join(folder, file), 'utf8');
    group ??= /^const GroupName = "(?<group>[^"]*)"/m.exec(text)?.groups?.group;
    for (const { groups } of text.matchAll(structsAndOthers)) {
      const { name, body, slice, alias, of } = groups;
      if (slice !== undefined) {
        types.set(name, { json: new Map(), isKind: false, isList: true });
      } else if (alias !== undefined) {
        types.set(name, readGoPackage(folderOf(importOf(text, alias)), folderOf).types.get(of));
      } else {
        types.set(name, readStruct(body ?? ''));
      }
    }
  }
  return { group, types };
}

/** A struct with its body, a slice, or a type that has another package's struct for its own. */
const structsAndOthers =
  /^type (?<name>[A-Z]\w*) (?:struct ?\{(?<body>\n[\s\S]*?^)?\}|(?<slice>\[\])\w+$|(?<alias>\w+)\.(?<of>\w+)$)/gm;

function importOf(text, alias) {
  const path = new RegExp(`^\\s+${alias} "(?<path>[^"]+)"$|^\\s+"(?<last>[^"]*/${alias})"$`, 'm').exec(text)?.groups;
  return path?.path ?? path?.last;
}

function readStruct(body) {
  const json = new Map();
  let isKind = false;
  for (const line of body.split('\n')) {
    const field = /^\s+(?:\w+\s+)?(?<type>[^\s`]+)\s+`(?<tags>[^`]+)`/.exec(line)?.groups;
    if (!field || /^\s*\/\//.test(line)) {
      continue;
    }
    const number = /protobuf:"\w+,(?<number>\d+)/.exec(field.tags)?.groups?.number;
    const [name, ...options] = (/json:"(?<json>[^"]*)"/.exec(field.tags)?.groups?.json ?? '').split(',');
    if (number === undefined) {
      isKind ||= /(?:^|\.)TypeMeta$/.test(field.type);
      continue;
    }
    json.set(Number(number), {
      name,
      pointer: field.type.startsWith('*'),
      omitEmpty: options.includes('omitempty'),
      omitZero: options.includes('omitzero'),
      inline: name === '' && options.includes('inline'),
    });
  }
  return { json, isKind, isList: false };
}
