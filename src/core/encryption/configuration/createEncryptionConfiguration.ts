import { randomBytes } from 'node:crypto';
import { EtcdscopeError } from '../../base/errors';
import {
  type ConfigurationEntry,
  type EncryptionConfiguration,
  EncryptionKey,
  type EncryptionProvider,
  isLocalProvider,
  type LocalProviderKind,
} from './encryptionConfiguration';

export interface CreateConfigurationOptions {
  /** For a rotation: the file in use, whose keys are all kept. */
  readonly previous?: EncryptionConfiguration;
  /** Of a new file: what is encrypted, `secrets` by default. Of a rotation: the entries that name one of these; all by default. */
  readonly resources?: readonly string[];
  /** Who encrypts from now on: `secretbox` by default. Of a rotation by default the kind that encrypts now. */
  readonly provider?: LocalProviderKind;
  /** Of the new key; must not be in use yet. By default the day and some random digits. */
  readonly keyName?: string;
}

export interface CreatedConfiguration {
  /** The whole file, fresh secrets included: for a file of mode 0600 and nothing else. */
  readonly text: string;
  readonly keyName: string;
  /**
   * The same with the new key behind what writes now: the present key, or identity. With several API servers it goes
   * first, to all of them: else one that has the new key writes what another cannot read.
   */
  readonly firstText: string;
}

/** Bytes: AES-256, and what secretbox takes. */
const secretLength = 32;
/** What stands in a key's name must survive YAML, a shell and the value's prefix, where a colon ends it. */
const soundName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/**
 * An EncryptionConfiguration with a fresh random key in first place, all earlier ones behind it.
 *
 * A new file has `identity` last, so that what is stored in clear can still be read until it is rewritten. A rotation
 * changes nothing but the new key; its comments and order of fields are ours.
 * @throws EtcdscopeError `encryption.badKeyName` for a name that is in use or not sound.
 */
export function createEncryptionConfiguration(options: CreateConfigurationOptions = {}): CreatedConfiguration {
  const { previous, resources } = options;
  const keyName = options.keyName ?? `key-${new Date().toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`;
  const used = previous?.entries.flatMap(({ providers }) => providers.flatMap(namesOf)) ?? [];
  if (!soundName.test(keyName) || used.includes(keyName)) {
    throw new EtcdscopeError('encryption.badKeyName', { reason: used.includes(keyName) ? 'inUse' : 'notSound' });
  }
  if (!previous) {
    const key = new EncryptionKey(keyName, randomBytes(secretLength));
    const encrypting: EncryptionProvider = { kind: options.provider ?? 'secretbox', keys: [key] };
    const textWith = (...providers: readonly EncryptionProvider[]) =>
      textOf([{ resources: resources ?? ['secrets'], providers }]);
    const identity: EncryptionProvider = { kind: 'identity' };
    return { text: textWith(encrypting, identity), firstText: textWith(identity, encrypting), keyName };
  }
  const isRotated = (entry: ConfigurationEntry) =>
    resources === undefined || entry.resources.some(resource => resources.includes(resource));
  const rotated = previous.entries.map(entry =>
    isRotated(entry) ? rotate(entry, keyName, options.provider) : { first: entry, second: entry },
  );
  return {
    text: textOf(rotated.map(({ first }) => first)),
    firstText: textOf(rotated.map(({ second }) => second)),
    keyName,
  };
}

/** The entry with a new key in first place, and in second. Each entry has a secret of its own. */
function rotate(
  { resources, providers }: ConfigurationEntry,
  keyName: string,
  kind: LocalProviderKind | undefined,
): { readonly first: ConfigurationEntry; readonly second: ConfigurationEntry } {
  const key = new EncryptionKey(keyName, randomBytes(secretLength));
  const [current, ...rest] = providers;
  if (current && isLocalProvider(current) && (kind ?? current.kind) === current.kind) {
    const [writing, ...older] = current.keys;
    const withKeys = (...keys: readonly (EncryptionKey | undefined)[]): ConfigurationEntry => ({
      resources,
      providers: [{ kind: current.kind, keys: keys.filter(each => each !== undefined) }, ...rest],
    });
    return { first: withKeys(key, writing, ...older), second: withKeys(writing, key, ...older) };
  }
  const added: EncryptionProvider = { kind: kind ?? 'secretbox', keys: [key] };
  const [before, after] = current ? [[current], rest] : [[], rest];
  return {
    first: { resources, providers: [added, ...providers] },
    second: { resources, providers: [...before, added, ...after] },
  };
}

function namesOf(provider: EncryptionProvider): readonly string[] {
  return isLocalProvider(provider) ? provider.keys.map(({ name }) => name) : [];
}

/** YAML with every text quoted as JSON, which YAML reads alike. */
function textOf(entries: readonly ConfigurationEntry[]): string {
  const lines = [
    '# Keys to everything it encrypts: readable by the API server alone (mode 0600), in no repository, and backed up apart',
    '# from etcd. Without them the values cannot be read again.',
    'apiVersion: apiserver.config.k8s.io/v1',
    'kind: EncryptionConfiguration',
    'resources:',
  ];
  for (const { resources, providers } of entries) {
    lines.push('  - resources:', ...resources.map(resource => `      - ${quoted(resource)}`), '    providers:');
    lines.push(...providers.flatMap(linesOfProvider).map(line => `      ${line}`));
  }
  return `${lines.join('\n')}\n`;
}

function linesOfProvider(provider: EncryptionProvider): readonly string[] {
  if (provider.kind === 'identity') {
    return ['- identity: {}'];
  }
  if (provider.kind === 'kms') {
    const { version, name, endpoint, timeoutMilliseconds, cacheSize } = provider;
    return [
      '- kms:',
      `    apiVersion: ${version}`,
      `    name: ${quoted(name)}`,
      `    endpoint: ${quoted(endpoint)}`,
      `    timeout: ${timeoutMilliseconds}ms`,
      ...(cacheSize === undefined ? [] : [`    cachesize: ${cacheSize}`]),
    ];
  }
  const keys = provider.keys.flatMap(key => [
    `      - name: ${quoted(key.name)}`,
    `        secret: ${quoted(Buffer.from(key.secret()).toString('base64'))}`,
  ]);
  return [`- ${provider.kind}:`, '    keys:', ...keys];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
