import * as vscode from 'vscode';
import { EtcdscopeError } from '../core/base/errors';
import { keyFromPath, pathFromKey } from '../core/keyspace/keyPath';
import { keyScheme } from './ids';
import type { KeyTarget } from './keyTarget';

/** Ways to show a value beside the document that may be edited. */
export const documentFormats = ['yaml', 'json', 'hex', 'structure', 'decoded'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

export interface DocumentOptions {
  /** The key as it was then; absent for the newest. */
  readonly revision?: bigint | undefined;
  /** Absent for the form that suits the value, the only one that may be edited. */
  readonly format?: DocumentFormat;
}

/** A key's document. */
export interface DocumentTarget extends KeyTarget, DocumentOptions {}

/**
 * The URI of a key's document. One key has one that may be edited: the connection's id as authority and the key's
 * canonical path (core/keyspace/keyPath.ts). A query makes it read-only: `revision=N` for the key as it was, `format=F`
 * for another form of its value, both in this order.
 */
export function uriFromKey({ connectionId, key }: KeyTarget, options: DocumentOptions = {}): vscode.Uri {
  return vscode.Uri.from({
    scheme: keyScheme,
    authority: connectionId,
    path: pathFromKey(key),
    query: queryFromOptions(options),
  });
}

/**
 * What a URI stands for.
 * @throws EtcdscopeError `key.invalid` for any URI that {@link uriFromKey} does not make.
 */
export function targetFromUri(uri: vscode.Uri): DocumentTarget {
  const { scheme, authority: connectionId, path, query, fragment } = uri;
  const options = optionsFromQuery(query);
  if (scheme !== keyScheme || connectionId === '' || fragment !== '' || queryFromOptions(options) !== query) {
    throw new EtcdscopeError('key.invalid', { path });
  }
  return { connectionId, key: keyFromPath(path), ...options };
}

function queryFromOptions({ revision, format }: DocumentOptions): string {
  const parameters = [
    ...(revision === undefined ? [] : [`revision=${revision}`]),
    ...(format === undefined ? [] : [`format=${format}`]),
  ];
  return parameters.join('&');
}

/** What can be read of a query; it is that of a document if the same query can be made of it again. */
function optionsFromQuery(query: string): DocumentOptions {
  const [, revision] = /^revision=([1-9]\d{0,18})(?:&|$)/.exec(query) ?? [];
  const format = documentFormats.find(name => query.endsWith(`format=${name}`));
  return {
    ...(revision !== undefined && { revision: BigInt(revision) }),
    ...(format !== undefined && { format }),
  };
}
