import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { repositoryRoot } from './repositoryRoot';

const folder = join(repositoryRoot, 'test/fixtures/kubernetes-a');

export interface StoredKey {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Every key of the real cluster's state in test/fixtures/kubernetes-a, as etcd returned them. */
export function storedKeys(): readonly StoredKey[] {
  const response = JSON.parse(gunzipSync(readFileSync(join(folder, 'keys.json.gz'))).toString()) as {
    readonly kvs: readonly { readonly key: string; readonly value: string }[];
  };
  return response.kvs.map(({ key, value }) => ({
    key: new Uint8Array(Buffer.from(key, 'base64')),
    value: new Uint8Array(Buffer.from(value, 'base64')),
  }));
}

/**
 * What that cluster's API server said, by file name: `secrets.json` as `kubectl get -A -o json --show-managed-fields`
 * printed it, `raw/…` each list as served, `index.json`.
 */
export function truthFiles(): ReadonlyMap<string, unknown> {
  const archive = gunzipSync(readFileSync(join(folder, 'truth.tar.gz')));
  const files = new Map<string, unknown>();
  // ustar: a header of 512 bytes with the name and, in octal at 124, the size; then the content in blocks of 512.
  for (let offset = 0; offset + blockSize <= archive.length; ) {
    const name = archive
      .toString('latin1', offset, offset + 100)
      .replace(/\0.*/s, '')
      .replace(/^\.\//, '');
    const size = Number.parseInt(archive.toString('latin1', offset + 124, offset + 136), 8) || 0;
    const start = offset + blockSize;
    if (name.endsWith('.json')) {
      files.set(name, JSON.parse(archive.toString('utf8', start, start + size)));
    }
    offset = start + Math.ceil(size / blockSize) * blockSize;
  }
  return files;
}

const blockSize = 512;

export interface StoredEvent {
  readonly key: Uint8Array;
  /** Absent for a deletion. */
  readonly value?: Uint8Array;
}

/** What happened in that cluster from its compact revision on, in the order of revisions. */
export function storedEvents(): readonly StoredEvent[] {
  const text = gunzipSync(readFileSync(join(folder, 'history.jsonl.gz'))).toString();
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const { type, kv } = JSON.parse(line) as {
        readonly type?: number;
        readonly kv: { readonly key: string; readonly value?: string };
      };
      const key = new Uint8Array(Buffer.from(kv.key, 'base64'));
      return type === 1 ? { key } : { key, value: new Uint8Array(Buffer.from(kv.value ?? '', 'base64')) };
    });
}
