import * as vscode from 'vscode';
import { pathFromKey } from '../../core/keyspace/keyPath';
import { differenceKinds, type ListedDifference } from './differenceList';
import { differenceLooks } from './differenceLook';

/** Scheme of the URIs that rows carry to be decorated. Nothing can be opened by them. */
const scheme = 'etcd-difference';

export function decoratedUri({ key, kind }: ListedDifference, connectionId: string): vscode.Uri {
  return vscode.Uri.from({ scheme, authority: connectionId, path: pathFromKey(key), query: kind });
}

/** Letters and colours of the rows. */
export const differenceDecorations: vscode.FileDecorationProvider = {
  provideFileDecoration: uri => {
    const kind = uri.scheme === scheme ? differenceKinds.find(known => known === uri.query) : undefined;
    if (!kind) {
      return undefined;
    }
    const { letter, color, word } = differenceLooks[kind];
    return new vscode.FileDecoration(letter, word(), new vscode.ThemeColor(color));
  },
};
