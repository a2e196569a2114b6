import * as vscode from 'vscode';
import { type Connection, type Connections, placeOf } from './connections/connection';
import { shortened } from './messageText';

/**
 * The connection that a command from the palette is about: the only one that applies, or the one the user picks.
 * Undefined when the list was closed, or when none applies, which the user is told.
 */
export async function pickConnection(
  connections: Pick<Connections, 'all'>,
  question: { readonly title: string; readonly applies: (connection: Connection) => boolean; readonly none: string },
): Promise<Connection | undefined> {
  const candidates = connections.all.filter(question.applies);
  if (candidates.length === 0) {
    void vscode.window.showInformationMessage(question.none);
  }
  if (candidates.length <= 1) {
    return candidates[0];
  }
  const items = candidates.map(connection => ({
    label: shortened(connection.configuration.name),
    description: placeOf(connection.configuration),
    connection,
  }));
  const { title } = question;
  const placeHolder = vscode.l10n.t('Choose a connection');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.connection;
}

/** Picks among the connections that may be written to. */
export function pickWritableConnection(
  connections: Pick<Connections, 'all'>,
  title: string,
): Promise<Connection | undefined> {
  return pickConnection(connections, {
    title,
    applies: ({ configuration, state }) =>
      configuration.readOnly !== true && (state.kind !== 'connected' || state.store !== undefined),
    none: vscode.l10n.t('There is no connection that may be written to.'),
  });
}
