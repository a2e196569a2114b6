import * as vscode from 'vscode';
import { EtcdscopeError } from '../core/base/errors';
import { keyFromPath, pathFromKey } from '../core/keyspace/keyPath';
import { keyScheme } from './ids';
import type { KeyTarget } from './keyTarget';

/** A key's document: the key as it is, or as it was at a revision. */
export interface DocumentTarget extends KeyTarget {
  readonly revision?: bigint;
}

const revisionQuery = /^revision=([1-9]\d{0,18})$/;

/**
 * The URI of a key's document. One key has one: the connection's id as authority, the key's canonical path
 * (core/keyspace/keyPath.ts), and `revision=N` as query for the key as it was.
 */
export function uriFromKey({ connectionId, key }: KeyTarget, options: { readonly revision?: bigint } = {}): vscode.Uri {
  const { revision } = options;
  return vscode.Uri.from({
    scheme: keyScheme,
    authority: connectionId,
    path: pathFromKey(key),
    query: revision === undefined ? '' : `revision=${revision}`,
  });
}

/**
 * What a URI stands for.
 * @throws EtcdscopeError `key.invalid` for any URI that {@link uriFromKey} does not make.
 */
export function targetFromUri(uri: vscode.Uri): DocumentTarget {
  const { scheme, authority: connectionId, path, query, fragment } = uri;
  const [, revision] = revisionQuery.exec(query) ?? [];
  if (scheme !== keyScheme || connectionId === '' || fragment !== '' || (query !== '' && revision === undefined)) {
    throw new EtcdscopeError('key.invalid', { path });
  }
  return { connectionId, key: keyFromPath(path), ...(revision !== undefined && { revision: BigInt(revision) }) };
}
