/** What `activate` gives a feature, over one store or file that a test opened: for the parts of a feature that have no command. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EtcdStore } from '../../src/core/etcd';
import type { KeyspaceReader } from '../../src/core/keyspace/keyspaceReader';
import { createAtRestValues } from '../../src/host/atRest/createAtRestValues';
import type { Connection, Connections } from '../../src/host/connections/connection';
import { HeldValues } from '../../src/host/heldValues';
import { extensionId } from '../../src/host/ids';
import { createKeyChanges } from '../../src/host/keyChanges';
import type { Log } from '../../src/host/log';
import type { Services } from '../../src/host/services';

export function servicesOver(
  reader: EtcdStore | KeyspaceReader,
  log: Log,
  configuration: Connection['configuration'],
): Services {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension);
  const store = isStore(reader) ? { store: reader } : {};
  const connection: Connection = { configuration, state: { kind: 'connected', reader, ...store, version: '' } };
  const nothing = { dispose: () => undefined };
  const connections: Connections = {
    all: [connection],
    find: id => (id === configuration.id ? connection : undefined),
    onDidChangeList: () => nothing,
    onDidChangeState: () => nothing,
    reader: async () => reader,
    writer: () => Promise.reject(new Error('These services only read.')),
    connect: async () => undefined,
    disconnect: async () => undefined,
    browseAt: () => undefined,
  };
  return {
    extensionUri: extension.extensionUri,
    log,
    connections,
    keyChanges: createKeyChanges(),
    atRest: createAtRestValues({ connections, log }),
    heldValues: new HeldValues(),
  };
}

function isStore(reader: EtcdStore | KeyspaceReader): reader is EtcdStore {
  return 'memberAccess' in reader;
}
