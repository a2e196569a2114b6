import * as vscode from 'vscode';
import { keyText } from '../../core/keyspace/keyText';
import { uriFromKey } from '../../host/keyUri';
import { shortened } from '../../host/messageText';
import { detailSentences, detailTexts } from '../../host/objectDetailTexts';
import { countText, keysText } from './countText';
import { lookOfDirectory, lookOfKey, showsPlaintextSecret } from './registryLook';
import { type KeyNode, type LevelNode, nodeId, type PrefixNode } from './treeNode';

/** Scheme of the addresses under which rows that just changed are decorated. */
export const markScheme = 'etcdscope-mark';

/** What a row's connection allows. */
export interface RowTraits {
  readonly isWritable: boolean;
  /** A cluster, whose keys may change at any moment, and no file. */
  readonly isLive: boolean;
}

/** The row of a directory. */
export function prefixItem(node: PrefixNode, traits: RowTraits): vscode.TreeItem {
  const { note, icon } = lookOfDirectory(node.prefix);
  const item = new vscode.TreeItem(
    shortened(node.name),
    node.isAlone ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = nodeId(node);
  item.iconPath = new vscode.ThemeIcon(icon);
  // The number first, as a narrow view cuts the end.
  item.description = [countText(node.count), note].filter(part => part !== undefined).join(' · ');
  item.tooltip = tooltipOf(node.prefix, keysText(node.count));
  item.contextValue = tokens('prefix', traits);
  item.resourceUri = markUri(node);
  item.accessibilityInformation = {
    label: [node.name, note, vscode.l10n.t('directory'), keysText(node.count)]
      .filter(part => part !== undefined)
      .join(', '),
  };
  return item;
}

/** The row of a key; a click opens it. */
export function keyItem(node: KeyNode, traits: RowTraits): vscode.TreeItem {
  const { note, icon, color } = lookOfKey(node.key, node.details);
  const item = new vscode.TreeItem(shortened(node.name), vscode.TreeItemCollapsibleState.None);
  item.id = nodeId(node);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  const now = Date.now();
  const sentences = [
    ...(showsPlaintextSecret(node.key, node.details)
      ? [vscode.l10n.t('Not encrypted at rest: whoever reads etcd reads it')]
      : []),
    ...(node.details ? detailSentences(node.details, now) : []),
  ];
  if (node.details) {
    item.description = detailTexts(node.details, now).join(' · ');
  }
  item.tooltip = tooltipOf(node.key, note, ...sentences);
  item.contextValue = tokens('key', traits);
  item.resourceUri = markUri(node);
  // By VS Code's own command: it opens as in the Explorer, beside or for good where the click says so, and needs nothing
  // of this item. The arguments of any other are gone as soon as the row is made anew, and a click in between fails.
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open Key'),
    arguments: [uriFromKey(node, { revision: node.revision })],
  };
  item.accessibilityInformation = { label: [node.name, note ?? vscode.l10n.t('key'), ...sentences].join(', ') };
  return item;
}

/** Only while it is marked: other decorations than ours are not for rows. */
function markUri({ mark }: LevelNode): vscode.Uri | undefined {
  return mark && vscode.Uri.from({ scheme: markScheme, path: `/${mark}` });
}

/** The tokens that `viewItem` is matched by in package.json. */
function tokens(kind: string, { isWritable, isLive }: RowTraits): string {
  return [kind, ...(isWritable ? ['writable'] : []), ...(isLive ? ['live'] : [])].join(' ');
}

/** Plain text, not Markdown: whatever the key holds, nothing of it turns into a link or a picture. */
function tooltipOf(key: Uint8Array, ...notes: readonly (string | undefined)[]): string {
  return [shortened(keyText(key)), ...notes].filter(line => line !== undefined).join('\n');
}
