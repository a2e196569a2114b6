import * as vscode from 'vscode';
import { equalBytes } from '../../core/base/bytes';
import { registryPrefixes } from '../../core/kubernetes/registryPath';
import { shortened } from '../../host/messageText';
import { pickSeveral } from '../../host/pickSeveral';
import type { Services } from '../../host/services';
import type { AuditRequest } from './auditRun';
import { type AuditableResource, findResources, secretsPrefixes } from './auditScope';
import { findRegistries } from './findRegistries';

interface ResourceItem extends vscode.QuickPickItem {
  readonly prefixes: readonly Uint8Array[];
}

/** Asks which resources to audit. Undefined when the question was closed. */
export async function chooseResources(
  { connections }: Pick<Services, 'connections'>,
  request: AuditRequest,
): Promise<AuditRequest | undefined> {
  let registries: readonly string[] = [];
  const isChosen = (item: ResourceItem) =>
    item.prefixes.some(prefix => request.prefixes.some(wanted => equalBytes(wanted, prefix)));
  const listItems = async () => {
    const reader = await connections.reader(request.connectionId);
    registries = await findRegistries(reader);
    const items = itemsOf(await findResources(reader, registries), registries);
    return items.map(item => (isResource(item) ? { ...item, picked: isChosen(item) } : item));
  };
  const chosen = await pickSeveral(listItems(), {
    title: vscode.l10n.t('Audit Encryption at Rest'),
    placeholder: vscode.l10n.t('Choose the resources to audit'),
    ignoreFocusOut: true,
  });
  const prefixes = chosen?.filter(isResource).flatMap(item => item.prefixes) ?? [];
  return prefixes.length === 0 ? undefined : { ...request, prefixes, registries };
}

/** Secrets first, then what else tends to hold secrets, then all others. */
function itemsOf(
  resources: readonly AuditableResource[],
  registries: readonly string[],
): readonly (ResourceItem | vscode.QuickPickItem)[] {
  const item = ({ name, prefix, count, registry }: AuditableResource): ResourceItem => ({
    label: shortened(name),
    description: [
      count.toLocaleString(vscode.env.language),
      // Several API servers have resources of one name.
      ...(registryPrefixes.includes(registry) ? [] : [shortened(registry)]),
    ].join(' · '),
    prefixes: [prefix],
  });
  const secrets = resources.filter(isSecrets);
  const count = secrets.reduce((sum, secret) => sum + secret.count, 0);
  const rest = resources.filter(resource => !isSecrets(resource));
  const isFirst = ({ name, isCustom }: AuditableResource) => name === 'configmaps' && !isCustom;
  const custom = rest.filter(({ isCustom }) => isCustom);
  const builtIn = rest.filter(resource => !resource.isCustom && !isFirst(resource));
  return [
    {
      label: 'secrets',
      description: count.toLocaleString(vscode.env.language),
      prefixes: secretsPrefixes(registries),
    },
    ...rest.filter(isFirst).map(item),
    ...(custom.length > 0 ? [separator(vscode.l10n.t('Custom Resources'))] : []),
    ...custom.map(item),
    ...(builtIn.length > 0 ? [separator(vscode.l10n.t('Other Resources'))] : []),
    ...builtIn.map(item),
  ];
}

function isSecrets({ name, isCustom }: AuditableResource): boolean {
  return name === 'secrets' && !isCustom;
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function isResource(item: vscode.QuickPickItem): item is ResourceItem {
  return 'prefixes' in item;
}
