import * as vscode from 'vscode';
import { emptyBytes } from '../../core/base/bytes';
import { keyText } from '../../core/keyspace/keyText';
import { type Connection, type Connections, placeOf } from '../../host/connections/connection';
import { prefixFromInput, prefixProblem } from '../../host/keyInput';
import { isConnectionTarget, isPrefixTarget } from '../../host/keyTarget';
import { shortened } from '../../host/messageText';
import { pickConnection } from '../../host/pickConnection';
import type { ComparedConnection, ComparisonRequest } from './comparisonRequest';

/** Asks for whatever a comparison needs to know beyond the row it was asked on. Undefined when a question was closed. */
export async function askComparison(connections: Connections, target: unknown): Promise<ComparisonRequest | undefined> {
  const own = isConnectionTarget(target)
    ? connections.find(target.connectionId)
    : await pickConnection(connections, {
        title: vscode.l10n.t('Compare With'),
        applies: () => true,
        none: vscode.l10n.t('There is nothing to compare. Add a connection or open a snapshot file first.'),
      });
  const sides = own && (await askSides(connections, own));
  const prefix = sides && (await askPrefix(isPrefixTarget(target) ? target.prefix : emptyBytes));
  return prefix && { ...sides, prefix };
}

interface OtherItem extends vscode.QuickPickItem {
  readonly connection: Connection;
  readonly asksRevisions: boolean;
}

type Sides = Pick<ComparisonRequest, 'left' | 'right'>;

/** The other side, and the revisions where they are not those of now. */
async function askSides(connections: Connections, own: Connection): Promise<Sides | undefined> {
  const title = vscode.l10n.t("Compare '{0}' With", shortened(own.configuration.name));
  const others = connections.all.filter(connection => connection !== own);
  const item = (connection: Connection, asksRevisions: boolean): OtherItem => ({
    label: asksRevisions
      ? vscode.l10n.t('{0} at a Revision…', shortened(connection.configuration.name))
      : shortened(connection.configuration.name),
    description: connection === own ? vscode.l10n.t('its own past') : shortened(placeOf(connection.configuration)),
    iconPath: new vscode.ThemeIcon(asksRevisions ? 'history' : isSnapshot(connection) ? 'archive' : 'database'),
    connection,
    asksRevisions,
  });
  const items = [
    ...others.map(other => item(other, false)),
    item(own, true),
    ...others.map(other => item(other, true)),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose the other side. Nothing is written on either.'),
    matchOnDescription: true,
  });
  if (!chosen) {
    return undefined;
  }
  const { connection: other, asksRevisions } = chosen;
  const [before, after] = order(own, other);
  const past = asksRevisions ? await askRevision(other) : undefined;
  if (asksRevisions && past === undefined) {
    return undefined;
  }
  const sideOf = (connection: Connection, isPast: boolean): ComparedConnection => ({
    connectionId: connection.configuration.id,
    ...(isPast && past !== undefined && { revision: past }),
  });
  return own === other
    ? { left: sideOf(own, true), right: sideOf(own, false) }
    : { left: sideOf(before, before === other), right: sideOf(after, after === other) };
}

/** A snapshot is what was before; otherwise the row that the command was called on. */
function order(own: Connection, other: Connection): readonly [before: Connection, after: Connection] {
  return isSnapshot(other) && !isSnapshot(own) ? [other, own] : [own, other];
}

function isSnapshot({ configuration }: Connection): boolean {
  return configuration.snapshot !== undefined;
}

/** etcd's revisions are 63 bits. */
const revisionPattern = /^[1-9]\d{0,17}$/;

async function askRevision({ configuration }: Connection): Promise<bigint | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Revision of '{0}'", shortened(configuration.name)),
    prompt: vscode.l10n.t('A revision since the last compaction.'),
    ignoreFocusOut: true,
    validateInput: value =>
      revisionPattern.test(value) ? undefined : vscode.l10n.t('A revision is a whole number above 0.'),
  });
  return text === undefined ? undefined : BigInt(text);
}

async function askPrefix(prefix: Uint8Array): Promise<Uint8Array | undefined> {
  const value = keyText(prefix);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Compare Keys'),
    prompt: vscode.l10n.t('Only keys that begin with this are compared. Nothing at all stands for the whole keyspace.'),
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
    validateInput: typed => prefixProblem(typed, vscode.l10n),
  });
  return text === undefined ? undefined : prefixFromInput(text);
}
