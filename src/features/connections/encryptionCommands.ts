/** What the commands do that give a connection the keys to its encrypted values. */
import * as vscode from 'vscode';
import type { EncryptionConfiguration, KmsProvider } from '../../core/encryption';
import { askConfigurationFile } from '../../host/atRest/askConfigurationFile';
import { readConfiguration } from '../../host/atRest/readConfiguration';
import type { Connection } from '../../host/connections/connection';
import type { SnapshotKeys } from '../../host/connections/snapshot/openSnapshots';
import { chosenConnection } from './chosenConnection';
import type { ConnectionFeatureServices } from './connectionCommands';
import {
  askPluginName,
  askSocket,
  askWhetherToCall,
  type KmsPlugins,
  socketPath,
  withPlugin,
} from './kmsPluginQuestions';

/** Asks for the EncryptionConfiguration of a connection, and about the plugins that it names. */
export async function setEncryptionConfiguration(services: ConnectionFeatureServices, target: unknown): Promise<void> {
  const title = vscode.l10n.t('Set EncryptionConfiguration');
  const connection = await chosenConnection(services.connections, target, { title });
  if (!connection) {
    return;
  }
  const { encryptionConfigurationFile: current, kmsPlugins: before } = connection.configuration;
  const answer = await askConfigurationFile({
    title,
    placeHolder: vscode.l10n.t(
      'Encrypted values open and are saved with its keys; it is read when needed, and kept nowhere',
    ),
    files: [current],
    ...(current !== undefined && {
      without: {
        label: `$(circle-slash) ${vscode.l10n.t('Without a Configuration')}`,
        description: vscode.l10n.t('encrypted values stay closed'),
      },
    }),
  });
  if (!answer) {
    return;
  }
  const { file } = answer;
  let kmsPlugins = before;
  for (const provider of file === undefined ? [] : pluginsOf(await readConfiguration(file))) {
    if (kmsPlugins?.[provider.name] === undefined) {
      const socket = await askWhetherToCall(title, provider);
      kmsPlugins = socket === undefined ? kmsPlugins : withPlugin(kmsPlugins, provider.name, socket);
    }
  }
  await setKeys(services, connection, { encryptionConfigurationFile: file, kmsPlugins });
}

/** Asks where a KMS v2 plugin of a connection listens: the one that the target names, or one of the configuration's. */
export async function setKmsPlugin(services: ConnectionFeatureServices, target: unknown): Promise<void> {
  const title = vscode.l10n.t('Set KMS Plugin');
  const connection = await chosenConnection(services.connections, target, { title });
  if (!connection) {
    return;
  }
  const { encryptionConfigurationFile: file, kmsPlugins } = connection.configuration;
  const named = file === undefined ? [] : pluginsOf(await readConfiguration(file));
  const names = [...new Set([...named.map(({ name }) => name), ...Object.keys(kmsPlugins ?? {})])];
  const name = pluginIn(target) ?? (await askPluginName(title, names));
  const endpoint = named.find(provider => provider.name === name)?.endpoint ?? '';
  const socket = name && (await askSocket(title, name, suggestionFor(kmsPlugins, name, endpoint)));
  if (name && socket !== undefined) {
    await setKeys(services, connection, { kmsPlugins: withPlugin(kmsPlugins, name, socket) });
  }
}

/** Those of a cluster belong to its settings; those of a snapshot stay with it for as long as it stands in the view. */
async function setKeys(
  { connectionSettings, openSnapshots }: ConnectionFeatureServices,
  { configuration: { id, snapshot } }: Connection,
  keys: SnapshotKeys,
): Promise<void> {
  await (snapshot ? openSnapshots.setKeys(id, keys) : connectionSettings.update(id, keys));
}

function suggestionFor(plugins: KmsPlugins | undefined, name: string, endpoint: string): string {
  return plugins?.[name] ?? socketPath(endpoint);
}

/** Plugins of v2, each once. */
function pluginsOf({ entries }: EncryptionConfiguration): readonly KmsProvider[] {
  const providers = entries.flatMap(({ providers }) => providers);
  const plugins = providers.filter(provider => provider.kind === 'kms').filter(({ version }) => version === 'v2');
  return [...new Map(plugins.map(provider => [provider.name, provider])).values()];
}

/** Commands can be called by anyone with anything, so what comes in is looked at. */
function pluginIn(target: unknown): string | undefined {
  const plugin: unknown =
    typeof target === 'object' && target !== null && 'plugin' in target ? target.plugin : undefined;
  return typeof plugin === 'string' && plugin !== '' ? plugin : undefined;
}
