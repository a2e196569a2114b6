import * as vscode from 'vscode';
import { equalBytes } from '../../core/base/bytes';
import { shortened } from '../../host/messageText';
import { pickSeveral } from '../../host/pickSeveral';
import type { Services } from '../../host/services';
import type { AuditRequest } from './auditRun';
import { type AuditableResource, findResources, isSecretsPrefix, secretsPrefixes } from './auditScope';

interface ResourceItem extends vscode.QuickPickItem {
  readonly prefixes: readonly Uint8Array[];
}

/** Asks which resources to audit. Undefined when the question was closed. */
export async function chooseResources(
  { connections }: Pick<Services, 'connections'>,
  request: AuditRequest,
): Promise<AuditRequest | undefined> {
  const isChosen = (item: ResourceItem) =>
    item.prefixes.some(prefix => request.prefixes.some(wanted => equalBytes(wanted, prefix)));
  const listItems = async () => {
    const resources = await findResources(await connections.reader(request.connectionId));
    return itemsOf(resources).map(item => (isResource(item) ? { ...item, picked: isChosen(item) } : item));
  };
  const chosen = await pickSeveral(listItems(), {
    title: vscode.l10n.t('Audit Encryption at Rest'),
    placeholder: vscode.l10n.t('Choose the resources to audit'),
    ignoreFocusOut: true,
  });
  const prefixes = chosen?.filter(isResource).flatMap(item => item.prefixes) ?? [];
  return prefixes.length === 0 ? undefined : { ...request, prefixes };
}

/** Secrets first, then what else tends to hold secrets, then all others. */
function itemsOf(resources: readonly AuditableResource[]): readonly (ResourceItem | vscode.QuickPickItem)[] {
  const item = ({ name, prefix, count }: AuditableResource): ResourceItem => ({
    label: shortened(name),
    description: count.toLocaleString(vscode.env.language),
    prefixes: [prefix],
  });
  const secrets = resources.filter(({ prefix }) => isSecretsPrefix(prefix));
  const count = secrets.reduce((sum, secret) => sum + secret.count, 0);
  const rest = resources.filter(({ prefix }) => !isSecretsPrefix(prefix));
  const isFirst = ({ name, isCustom }: AuditableResource) => name === 'configmaps' && !isCustom;
  const custom = rest.filter(({ isCustom }) => isCustom);
  const builtIn = rest.filter(resource => !resource.isCustom && !isFirst(resource));
  return [
    {
      label: 'secrets',
      description: count.toLocaleString(vscode.env.language),
      prefixes: secretsPrefixes(),
    },
    ...rest.filter(isFirst).map(item),
    ...(custom.length > 0 ? [separator(vscode.l10n.t('Custom Resources'))] : []),
    ...custom.map(item),
    ...(builtIn.length > 0 ? [separator(vscode.l10n.t('Other Resources'))] : []),
    ...builtIn.map(item),
  ];
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function isResource(item: vscode.QuickPickItem): item is ResourceItem {
  return 'prefixes' in item;
}
