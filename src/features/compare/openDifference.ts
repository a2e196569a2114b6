import * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import { keyText } from '../../core/keyspace/keyText';
import { lastSegment } from '../../host/keyNames';
import { uriFromKey } from '../../host/keyUri';
import { shortened, withoutLinks } from '../../host/messageText';
import { missingUri } from '../../host/missingDocuments';
import type { Services } from '../../host/services';
import type { ComparisonRequest, Side } from './comparisonRequest';
import type { ListedDifference } from './differenceList';
import { nameOf, sideText } from './sideText';

interface SideDocument {
  readonly uri: vscode.Uri;
  readonly title: string;
  readonly exists: boolean;
}

/** What a diff shows, to find it again. */
export interface OpenedDifference {
  readonly left: vscode.Uri;
  readonly right: vscode.Uri;
}

/**
 * Opens VS Code's diff of the decoded values, each side as it was when compared, or as it is now where that is compacted
 * away already.
 */
export async function openDifference(
  services: Pick<Services, 'connections'>,
  request: ComparisonRequest,
  difference: ListedDifference,
  options: vscode.TextDocumentShowOptions = {},
): Promise<OpenedDifference> {
  const [left, right] = await Promise.all([
    documentOf(services, request, difference, 'left'),
    documentOf(services, request, difference, 'right'),
  ]);
  await showDiff(difference.key, left, right, options);
  if (left.exists && right.exists) {
    await tellWhatIsHidden(difference.key, left, right);
  }
  return { left: left.uri, right: right.uri };
}

/** Closes the tabs of a diff that is not true any more. */
export async function closeDifference({ left, right }: OpenedDifference): Promise<void> {
  const isMeant = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputTextDiff &&
    input.original.toString() === left.toString() &&
    input.modified.toString() === right.toString();
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(isMeant);
  if (tabs.length > 0) {
    await vscode.window.tabGroups.close(tabs, true);
  }
}

async function documentOf(
  { connections }: Pick<Services, 'connections'>,
  request: ComparisonRequest,
  difference: ListedDifference,
  side: Side,
): Promise<SideDocument> {
  const { connectionId } = request[side];
  const { key } = difference;
  const revision = side === 'left' ? difference.leftRevision : difference.rightRevision;
  if (!difference[side]) {
    const title = vscode.l10n.t('{0} (no such key)', nameOf(connections, connectionId));
    return { uri: missingUri({ connectionId, key }), title, exists: false };
  }
  const reader = await connections.reader(connectionId);
  try {
    await reader.range({ key, revision, keysOnly: true });
    return {
      uri: uriFromKey({ connectionId, key }, { revision }),
      title: sideText(connections, connectionId, revision),
      exists: true,
    };
  } catch (error) {
    if (!hasCode(error, 'revision.compacted') || request[side].revision !== undefined) {
      throw error;
    }
    return {
      uri: uriFromKey({ connectionId, key }),
      title: sideText(connections, connectionId, undefined),
      exists: true,
    };
  }
}

async function showDiff(
  key: Uint8Array,
  left: SideDocument,
  right: SideDocument,
  options: vscode.TextDocumentShowOptions,
): Promise<void> {
  const title = `${lastSegment(key)}: ${left.title} ↔ ${right.title}`;
  await vscode.commands.executeCommand('vscode.diff', left.uri, right.uri, title, { preview: true, ...options });
}

/** Values can differ in what their documents do not show, such as managedFields: an empty diff would be a riddle. */
async function tellWhatIsHidden(key: Uint8Array, left: SideDocument, right: SideDocument): Promise<void> {
  const [before, after] = await Promise.all([
    vscode.workspace.openTextDocument(left.uri),
    vscode.workspace.openTextDocument(right.uri),
  ]);
  if (before.getText() !== after.getText()) {
    return;
  }
  const compareBytes = vscode.l10n.t('Compare Bytes');
  const message = vscode.l10n.t(
    "The values of '{0}' differ only in what their documents do not show, such as managedFields or how they are encrypted.",
    shortened(keyText(key)),
  );
  // Not waited for: the diff is open.
  void vscode.window.showInformationMessage(withoutLinks(message), compareBytes).then(async choice => {
    if (choice === compareBytes) {
      await showDiff(key, asBytes(left), asBytes(right), {});
    }
  });
}

function asBytes(side: SideDocument): SideDocument {
  const query = [side.uri.query, 'format=hex'].filter(part => part !== '').join('&');
  return { ...side, uri: side.uri.with({ query }) };
}
