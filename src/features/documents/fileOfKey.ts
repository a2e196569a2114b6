import * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import type { KeyTarget } from '../../host/keyTarget';
import { type DocumentTarget, targetFromUri } from '../../host/keyUri';
import type { Edition } from './edition';

/** What a URI stands for; undefined for a path that is no key's, such as a folder's, and for the empty key, which etcd has not. */
export function findTarget(uri: vscode.Uri): DocumentTarget | undefined {
  try {
    const target = targetFromUri(uri);
    return target.key.length === 0 ? undefined : target;
  } catch (error) {
    if (hasCode(error, 'key.invalid')) {
      return undefined;
    }
    throw error;
  }
}

/** The key of a URI that may be written to: one that shows the key as it is now, in the form that suits it. */
export function presentTarget(uri: vscode.Uri): KeyTarget {
  const target = findTarget(uri);
  if (!target) {
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  if (target.revision !== undefined) {
    throw vscode.FileSystemError.NoPermissions(
      vscode.l10n.t('This is the key as it was at revision {0}. The past cannot be changed.', String(target.revision)),
    );
  }
  if (target.format !== undefined) {
    throw vscode.FileSystemError.NoPermissions(
      vscode.l10n.t('This is another view of the key, for reading only. Open the key itself to change it.'),
    );
  }
  return target;
}

/** A modification time is the key's `mod_revision`: it grows with every write, and with nothing else. */
export function statOf(edition: Edition | undefined): vscode.FileStat {
  return {
    type: vscode.FileType.File,
    ctime: Number(edition?.facts?.keyValue?.createRevision ?? 0n),
    mtime: Number(edition?.revision ?? 0n),
    size: edition?.size ?? 0,
  };
}
