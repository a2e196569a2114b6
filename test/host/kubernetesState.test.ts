import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { listLevel } from '../../src/core/keyspace/listLevel';
import { walkKeys } from '../../src/core/keyspace/walkKeys';
import { uriFromKey } from '../../src/host/keyUri';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { setConnections, untilConnected } from './testConnections';

/** Two keys of the 707 hang on leases of a minute and may be gone by now (test/fixtures/kubernetes-a/README.md). */
const keysOnShortLeases = 2;

describe("a real cluster's state", () => {
  let directory: string;
  let etcd: RunningEtcd;
  let store: EtcdStore;

  before(async function () {
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-state-'));
    etcd = await startDemoEtcd(directory);
    store = await openEtcd({ endpoints: etcd.endpoints });
    await setConnections([{ id: 'state', name: 'State', endpoints: etcd.endpoints, readOnly: true }]);
    await untilConnected('state');
  });

  after(async () => {
    await setConnections(undefined);
    store?.close();
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('lists all of its directories and keys', async () => {
    const { children } = await listLevel(store, bytesFromText('/registry/'));
    assert.equal(children.length, 71);
    assert.ok(children.every(child => !child.isLeaf));
    const keys = children.reduce((sum, child) => sum + child.count, 0);
    assert.ok(keys <= 707 && keys >= 707 - keysOnShortLeases, String(keys));
  });

  it('opens every key, none as an error and no object of Kubernetes as a hex dump', async () => {
    const dumped: string[] = [];
    let opened = 0;
    for await (const { keys } of walkKeys(store, bytesFromText('/registry/'))) {
      for (const key of keys) {
        const content = await readUnlessGone(uriFromKey({ connectionId: 'state', key }));
        if (!content) {
          continue;
        }
        const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
        assert.ok(text.length > 0);
        opened++;
        if (!/^apiVersion: /.test(text)) {
          dumped.push(text.split('\n', 1)[0] ?? '');
        }
      }
    }
    assert.ok(opened >= 707 - keysOnShortLeases, String(opened));
    // What the README of the state says is encrypted: 16 Secrets, 2 ConfigMaps, 3 custom resources.
    assert.equal(dumped.length, 21);
    assert.ok(dumped.every(line => /encrypted at rest by/.test(line)));
  }).timeout(60_000);
});

/** A key that was listed may go with its lease before it is read. How many may is counted by the caller. */
async function readUnlessGone(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      return undefined;
    }
    throw error;
  }
}
