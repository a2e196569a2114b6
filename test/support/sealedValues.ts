import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptAtRest, parseEncryptionConfiguration } from '../../src/core/encryption';
import { ConnectionVaults } from '../../src/host/atRest/connectionVaults';
import type { Connection } from '../../src/host/connections/connection';

export interface SealedValues {
  readonly connectionId: string;
  /** Opens what {@link SealedValues.seal} made, as the extension does. */
  readonly atRest: ConnectionVaults;
  /** Encrypts under a key, as an API server with that one first would. */
  seal(key: Uint8Array, plaintext: Uint8Array, keyName: 'one' | 'two'): Uint8Array;
  stop(): Promise<void>;
}

/** A connection with an EncryptionConfiguration of two AES-CBC keys, for everything. */
export async function sealedValues(): Promise<SealedValues> {
  const connectionId = 'sealed';
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-sealed-'));
  const file = join(directory, 'encryption.json');
  const keys = ['one', 'two'].map((name, at) => ({ name, secret: Buffer.alloc(32, at).toString('base64') }));
  await writeFile(file, configurationText(keys));
  const connection: Connection = {
    configuration: { id: connectionId, name: connectionId, endpoints: [], encryptionConfigurationFile: file },
    state: { kind: 'disconnected' },
  };
  const nothing = { dispose: () => undefined };
  const atRest = new ConnectionVaults(
    {
      connections: {
        find: id => (id === connectionId ? connection : undefined),
        onDidChangeList: () => nothing,
        onDidChangeState: () => nothing,
      },
      log: { info: () => undefined },
      watchFile: () => nothing,
    },
    () => undefined,
  );
  return {
    connectionId,
    atRest,
    seal: (key, plaintext, keyName) => {
      const first = [...keys].sort((a, b) => Number(b.name === keyName) - Number(a.name === keyName));
      return encryptAtRest(key, plaintext, parseEncryptionConfiguration(configurationText(first))).value;
    },
    stop: async () => {
      atRest.dispose();
      await rm(directory, { recursive: true });
    },
  };
}

function configurationText(keys: readonly object[]): string {
  return JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [{ resources: ['*.*'], providers: [{ aescbc: { keys } }, { identity: {} }] }],
  });
}
