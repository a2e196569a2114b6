/** The providers of an entry, checked as the API server does (k8s.io/apiserver, apis/apiserver/validation/validation_encryption.go). */
import { aesKeyLengths, secretboxKeyLengths } from '../envelope/layout';
import type { ConfigurationNode } from './configurationNode';
import type { ConfigurationReader } from './configurationReader';
import {
  EncryptionKey,
  type EncryptionProvider,
  type KmsProvider,
  kmsDefaults,
  type LocalProviderKind,
} from './encryptionConfiguration';

const keyLengths: Readonly<Record<LocalProviderKind, readonly number[]>> = {
  aescbc: aesKeyLengths,
  aesgcm: aesKeyLengths,
  secretbox: secretboxKeyLengths,
};
const kinds = ['identity', 'kms', 'aescbc', 'aesgcm', 'secretbox'] as const;
/** A signed 32-bit number (types_encryption.go). */
const mostCacheSize = 2 ** 31 - 1;

/**
 * @param kmsNames names of plugins met so far in the whole file; those met here are added.
 * @returns the provider, or undefined where the reader has noted why there is none.
 */
export function readProvider(
  reader: ConfigurationReader,
  node: ConfigurationNode,
  kmsNames: Set<string>,
): EncryptionProvider | undefined {
  const fields = reader.object(node, kinds);
  const named = kinds.filter(kind => (fields?.get(kind)?.value.kind ?? 'null') !== 'null');
  const [kind] = named;
  const provider = kind && fields?.get(kind);
  if (fields === undefined || kind === undefined || provider === undefined) {
    // Another field has been noted already: a name that is spelled wrong.
    if (fields && [...fields.keys()].every(name => (kinds as readonly string[]).includes(name))) {
      reader.problems.add('noProvider', { start: node.start, end: node.end, path: node.path });
    }
    return undefined;
  }
  if (named.length > 1) {
    reader.problems.add('severalProviders', node);
    return undefined;
  }
  if (kind === 'identity') {
    return reader.object(provider, []) && { kind };
  }
  return kind === 'kms' ? readKms(reader, provider, kmsNames) : readLocal(reader, provider, kind);
}

function readLocal(
  reader: ConfigurationReader,
  node: ConfigurationNode,
  kind: LocalProviderKind,
): EncryptionProvider | undefined {
  const fields = reader.object(node, ['keys']);
  if (!fields) {
    return undefined;
  }
  const keys = reader.items(node, fields.get('keys'), 'keys').flatMap(item => {
    const key = reader.object(item, ['name', 'secret']);
    const name = key && reader.requiredText(item, key.get('name'), 'name');
    const secret = key && readSecret(reader, item, key.get('secret'), keyLengths[kind]);
    return name === undefined || secret === undefined ? [] : [new EncryptionKey(name, secret)];
  });
  return { kind, keys };
}

function readSecret(
  reader: ConfigurationReader,
  outer: ConfigurationNode,
  node: ConfigurationNode | undefined,
  lengths: readonly number[],
): Uint8Array | undefined {
  const text = reader.requiredText(outer, node, 'secret');
  if (text === undefined || node === undefined) {
    return undefined;
  }
  const secret = bytesFromBase64(text);
  if (secret === undefined) {
    reader.problems.add('badBase64', node);
    return undefined;
  }
  if (!lengths.includes(secret.length)) {
    reader.problems.add('badKeyLength', node, { bytes: secret.length, expected: lengths.join(', ') });
    return undefined;
  }
  return secret;
}

/** Standard base64 with its padding; line ends inside are passed over (Go's base64.StdEncoding). */
function bytesFromBase64(text: string): Uint8Array | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain)
    ? new Uint8Array(Buffer.from(plain, 'base64'))
    : undefined;
}

function readKms(reader: ConfigurationReader, node: ConfigurationNode, kmsNames: Set<string>): KmsProvider | undefined {
  const fields = reader.object(node, ['apiVersion', 'name', 'cachesize', 'endpoint', 'timeout']);
  if (!fields) {
    return undefined;
  }
  const version = readVersion(reader, fields.get('apiVersion'));
  const name = readName(reader, node, fields.get('name'), { version, kmsNames });
  const endpoint = readEndpoint(reader, node, fields.get('endpoint'));
  const timeoutMilliseconds = readTimeout(reader, fields.get('timeout'));
  const cacheSize = readCacheSize(reader, fields.get('cachesize'), version);
  if (!version || name === undefined || endpoint === undefined || timeoutMilliseconds === undefined) {
    return undefined;
  }
  return { kind: 'kms', version, name, endpoint, timeoutMilliseconds, ...(version === 'v1' && { cacheSize }) };
}

function readVersion(reader: ConfigurationReader, node: ConfigurationNode | undefined): 'v1' | 'v2' | undefined {
  const text = reader.text(node) || kmsDefaults.version;
  if (text === 'v1' || text === 'v2') {
    return text;
  }
  if (node) {
    reader.problems.add('badKmsVersion', node, { expected: 'v1, v2' });
  }
  return undefined;
}

function readName(
  reader: ConfigurationReader,
  outer: ConfigurationNode,
  node: ConfigurationNode | undefined,
  { version, kmsNames }: { readonly version: string | undefined; readonly kmsNames: Set<string> },
): string | undefined {
  const name = reader.requiredText(outer, node, 'name');
  if (name === undefined || node === undefined) {
    return undefined;
  }
  if (version !== 'v1' && name.includes(':')) {
    reader.problems.add('badKmsName', node);
  }
  if (version !== 'v1' && kmsNames.has(name)) {
    reader.problems.add('duplicateKmsName', node);
  }
  kmsNames.add(name);
  return name;
}

function readEndpoint(
  reader: ConfigurationReader,
  outer: ConfigurationNode,
  node: ConfigurationNode | undefined,
): string | undefined {
  const endpoint = reader.requiredText(outer, node, 'endpoint');
  if (endpoint !== undefined && node && !/^unix:\/\//i.test(endpoint)) {
    reader.problems.add('badEndpoint', node, { expected: 'unix:///path' });
  }
  return endpoint;
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A duration of Go, such as `3s` or `1m30s`, which must be more than nothing. */
function readTimeout(reader: ConfigurationReader, node: ConfigurationNode | undefined): number | undefined {
  const text = reader.text(node);
  if (text === undefined || node === undefined) {
    return kmsDefaults.timeoutMilliseconds;
  }
  const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
  const parts = [...text.matchAll(part)];
  const isWhole = parts.length > 0 && parts.map(([all]) => all).join('') === text.replace(/^\+/, '');
  const milliseconds = parts.reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (unitMilliseconds[unit] ?? 0),
    0,
  );
  if (!isWhole || milliseconds <= 0) {
    reader.problems.add('badTimeout', node, { expected: '3s' });
    return undefined;
  }
  return milliseconds;
}

function readCacheSize(
  reader: ConfigurationReader,
  node: ConfigurationNode | undefined,
  version: string | undefined,
): number {
  if (node === undefined || node.value.kind === 'null') {
    return kmsDefaults.cacheSize;
  }
  const size = node.value.kind === 'number' ? node.value.number : Number.NaN;
  // Of v1 a negative size turns the cache off; v2 has none to set.
  if (version === 'v2' || !Number.isInteger(size) || size === 0 || Math.abs(size) > mostCacheSize) {
    reader.problems.add('badCacheSize', node);
  }
  return size;
}
