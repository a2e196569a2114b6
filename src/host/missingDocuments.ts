import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable';
import { pathFromKey } from '../core/keyspace/keyPath';
import type { KeyTarget } from './keyTarget';

/** Scheme of the empty documents that stand, in a diff, for a key on the side that has none. */
const missingScheme = 'etcd-missing';

export function registerMissingDocuments(): Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(missingScheme, { provideTextDocumentContent: () => '' });
}

export function missingUri({ connectionId, key }: KeyTarget): vscode.Uri {
  return vscode.Uri.from({ scheme: missingScheme, authority: connectionId, path: pathFromKey(key) });
}
