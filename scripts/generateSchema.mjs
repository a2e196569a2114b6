/**
 * Writes src/core/kubernetes/schema/schema.generated.ts: the fields of every Kubernetes API message, as facts.
 *
 *   npm run generate:schema [-- --refresh]
 *
 * A field's number and type come from the `.proto` files that Kubernetes publishes, its JSON name and when it is left
 * out from the json tags of the Go types beside them. Both are taken from Debian's packages of two suites: the newer
 * release first, then the kinds, versions and fields that only the older one still has.
 * The format of the result is described in src/core/kubernetes/schema/schema.ts, which reads it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchDebianPackages } from './debian.mjs';
import { readGoPackage } from './schema/goPackage.mjs';
import { readProtoFile } from './schema/protoFile.mjs';

const output = fileURLToPath(new URL('../src/core/kubernetes/schema/schema.generated.ts', import.meta.url));
const refresh = process.argv.includes('--refresh');

/** Newest first. Debian has packaged the apiextensions server only since 0.36, its aggregator never. */
const sources = [
  {
    suite: 'sid',
    packages: ['golang-k8s-api-dev', 'golang-k8s-apimachinery-dev', 'golang-k8s-apiextensions-apiserver-dev'],
  },
  { suite: 'trixie', packages: ['golang-k8s-api-dev', 'golang-k8s-apimachinery-dev'] },
];

/** Proto packages that hold API objects, and the short name each gets in the table. */
const apiPackages = [
  /^k8s\.io\.api\.(?<short>\w+\.\w+)$/,
  /^k8s\.io\.apimachinery\.pkg\.apis\.(?<short>meta\.v\d\w*)$/,
  /^k8s\.io\.apiextensions_apiserver\.pkg\.apis\.(?<short>apiextensions\.\w+)$/,
];

/** Types that write themselves to JSON in a form of their own (their MarshalJSON); `schema/specialTypes.ts` knows each. */
const specialTypes = {
  'k8s.io.apimachinery.pkg.apis.meta.v1.Time': 'Time',
  'k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': 'MicroTime',
  'k8s.io.apimachinery.pkg.apis.meta.v1.Duration': 'Duration',
  'k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1': 'RawJson',
  'k8s.io.apimachinery.pkg.api.resource.Quantity': 'Quantity',
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': 'IntOrString',
  'k8s.io.apimachinery.pkg.runtime.RawExtension': 'RawJson',
  'k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.JSON': 'RawJson',
  'k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1beta1.JSON': 'RawJson',
};

/** Messages whose JSON is one of their fields: the schema types of custom resources (their marshal.go). */
const alternatives = ['JSONSchemaPropsOrArray', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrStringArray'];

const versions = [];
/** Short package name → { apiVersion, messages: name → { mark, fields: number → line } }. */
const table = new Map();

for (const { suite, packages } of sources) {
  const unpacked = await fetchDebianPackages({ suite, packages, refresh });
  const folderOf = importPath => {
    const roots = [...unpacked.values()].map(({ folder }) => join(folder, 'usr/share/gocode/src', importPath));
    return roots.find(existsSync) ?? importPath;
  };
  for (const [name, { folder, version }] of unpacked) {
    versions.push(`${name} ${version}`);
    for (const file of readdirSync(folder, { recursive: true }).filter(path => path.endsWith('/generated.proto'))) {
      addPackage(join(folder, file), folderOf, suite !== sources[0].suite);
    }
  }
}
writeFileSync(output, asModule());
reportTo(process.stdout);

function addPackage(path, folderOf, isOlder) {
  const proto = readProtoFile(readFileSync(path, 'utf8'));
  const short = shortPackage(proto.name);
  if (short === undefined) {
    return;
  }
  const go = readGoPackage(dirname(path), folderOf);
  if (go.group === undefined) {
    throw new Error(`${proto.name} registers no API group`);
  }
  const version = short.split('.')[1];
  const apiVersion = go.group === '' ? version : `${go.group}/${version}`;
  const entry = table.get(short) ?? { apiVersion, messages: new Map() };
  table.set(short, entry);
  for (const [name, fields] of proto.messages) {
    if (`${proto.name}.${name}` in specialTypes) {
      continue;
    }
    const type = go.types.get(name);
    if (type === undefined) {
      throw new Error(`${proto.name}.${name} has no Go type`);
    }
    addMessage(entry, { package: proto.name, short, name, fields, type, isOlder });
  }
}

function addMessage(entry, { package: packageName, name, fields, type, isOlder }) {
  const known = entry.messages.get(name);
  const message = known ?? { mark: markOf(name, type), fields: new Map() };
  entry.messages.set(name, message);
  const names = new Set([...message.fields.values()].map(field => field.name));
  for (const [number, field] of fields) {
    const json = type.isList ? { name: field.name } : type.json.get(number);
    if (json === undefined) {
      throw new Error(`${packageName}.${name}.${field.name} has no Go field with number ${number}`);
    }
    const jsonName = json.inline ? '.' : json.name || field.name;
    if (known && (message.fields.has(number) || names.has(jsonName))) {
      continue;
    }
    message.fields.set(number, {
      name: jsonName,
      // What the newer release dropped is printed only where it is stored.
      text: `${number} ${jsonName} ${typeOf(field, json, packageName)}${json.omitEmpty || (known && isOlder) ? '?' : ''}${json.omitZero ? '~' : ''}`,
    });
  }
}

function markOf(name, type) {
  if (alternatives.includes(name)) {
    return ' oneOf';
  }
  return type.isKind ? ' kind' : type.isList ? ' list' : '';
}

function typeOf(field, json, packageName) {
  const reference = field.type.includes('.') ? field.type : `${packageName}.${field.type}`;
  const type = /^(string|bytes|bool|int32|int64|double)$/.test(field.type)
    ? field.type
    : (specialTypes[reference] ?? shortReference(reference, packageName));
  const before = { map: '{}', repeated: '[]' }[field.label] ?? (json.pointer ? '*' : '');
  return `${before}${type}`;
}

function shortReference(reference, packageName) {
  const at = reference.lastIndexOf('.');
  const short = shortPackage(reference.slice(0, at));
  if (short === undefined) {
    throw new Error(`${packageName} refers to ${reference}`);
  }
  return reference.startsWith(`${packageName}.`) ? reference.slice(at + 1) : `${short}.${reference.slice(at + 1)}`;
}

function shortPackage(name) {
  return apiPackages.map(pattern => pattern.exec(name)?.groups?.short).find(short => short !== undefined);
}

function asModule() {
  const lines = [];
  for (const [short, { apiVersion, messages }] of [...table].sort(byKey)) {
    lines.push(`package ${short} ${apiVersion}`);
    for (const [name, { mark, fields }] of [...messages].sort(byKey)) {
      lines.push(`${name}${mark}`);
      lines.push(...[...fields].sort(([a], [b]) => a - b).map(([, field]) => field.text));
    }
  }
  return [
    '// Generated by scripts/generateSchema.mjs: do not edit. The format is described in schema.ts beside it.',
    "// Facts of Kubernetes' API (Apache-2.0, see NOTICE), read from these Debian packages:",
    ...versions.map(version => `//   ${version}`),
    `export const schemaText = \`\\\n${lines.join('\n')}\n\`;`,
    '',
  ].join('\n');
}

function byKey([a], [b]) {
  return a < b ? -1 : 1;
}

function reportTo(stream) {
  const messages = [...table.values()].flatMap(({ messages }) => [...messages.values()]);
  const kinds = messages.filter(({ mark }) => mark === ' kind').length;
  stream.write(
    `${relative(process.cwd(), output)}: ${table.size} packages, ${messages.length} messages, ${kinds} kinds, from ${versions.join(', ')}\n`,
  );
}
