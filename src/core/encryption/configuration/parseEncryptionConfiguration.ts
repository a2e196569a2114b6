import { checkResources, type NamedResource } from './checkResources';
import { type ConfigurationNode, ConfigurationProblems, readConfigurationNode } from './configurationNode';
import { ConfigurationReader } from './configurationReader';
import type { ConfigurationEntry, EncryptionConfiguration, EncryptionProvider } from './encryptionConfiguration';
import { readProvider } from './readProviders';

const apiVersion = 'apiserver.config.k8s.io/v1';
const kind = 'EncryptionConfiguration';

/**
 * The EncryptionConfiguration in a file's text, YAML or JSON.
 *
 * Stricter than an API server in one thing: a field that it does not know is a problem, since what was meant by it does
 * not happen.
 * @throws {ConfigurationError} with each problem's place, for all that keeps an API server from starting with the file.
 *   Neither it nor anything else but {@link EncryptionKey} holds a secret.
 */
export function parseEncryptionConfiguration(text: string): EncryptionConfiguration {
  const problems = new ConfigurationProblems();
  const root = readConfigurationNode(text, problems);
  const reader = new ConfigurationReader(problems);
  const fields = reader.object(root, ['apiVersion', 'kind', 'resources']);
  problems.throwIfAny();
  checkType(reader, root, fields?.get('kind'), { name: 'kind', wanted: kind });
  checkType(reader, root, fields?.get('apiVersion'), { name: 'apiVersion', wanted: apiVersion });
  const kmsNames = new Set<string>();
  const entries = reader
    .items(root, fields?.get('resources'), 'resources')
    .map(node => readEntry(reader, node, kmsNames));
  checkResources(
    problems,
    entries.map(({ named }) => named),
  );
  problems.throwIfAny();
  return { entries: entries.map(({ entry }) => entry) };
}

function checkType(
  reader: ConfigurationReader,
  root: ConfigurationNode,
  node: ConfigurationNode | undefined,
  { name, wanted }: { readonly name: 'kind' | 'apiVersion'; readonly wanted: string },
): void {
  const text = reader.requiredText(root, node, name);
  if (text !== undefined && text !== wanted && node) {
    reader.problems.add(name === 'kind' ? 'wrongKind' : 'wrongApiVersion', node, { expected: wanted });
  }
}

interface ReadEntry {
  readonly entry: ConfigurationEntry;
  readonly named: readonly NamedResource[];
}

function readEntry(reader: ConfigurationReader, node: ConfigurationNode, kmsNames: Set<string>): ReadEntry {
  const fields = reader.object(node, ['resources', 'providers']);
  if (!fields) {
    return { entry: { resources: [], providers: [] }, named: [] };
  }
  const named = reader.items(node, fields.get('resources'), 'resources').flatMap((item): NamedResource[] => {
    const text = reader.requiredText(item, item, '');
    return text === undefined ? [] : [{ node: item, text }];
  });
  const providers = reader
    .items(node, fields.get('providers'), 'providers')
    .map(item => readProvider(reader, item, kmsNames))
    .filter((provider): provider is EncryptionProvider => provider !== undefined);
  return { entry: { resources: named.map(({ text }) => text), providers }, named };
}
