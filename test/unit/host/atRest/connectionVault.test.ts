import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionVault } from '../../../../src/host/atRest/connectionVault';

const text = (resource: string) =>
  `{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [${resource}], providers: [{identity: {}}]}]}`;

describe('the configuration of a connection', () => {
  let directory: string;
  let file: string;
  let vault: ConnectionVault;
  let now: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-vault-'));
    file = join(directory, 'encryption.yaml');
    await writeFile(file, text('secrets'));
    now = 0;
    const connection = { id: 'a', name: 'A', endpoints: [], encryptionConfigurationFile: file };
    vault = new ConnectionVault(
      connection,
      () => ({ dispose: () => undefined }),
      () => now,
    );
  });
  afterEach(async () => {
    vault.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  const resource = async (isForMany: boolean) =>
    (await vault.configuration(isForMany))?.configuration.entries[0]?.resources[0];

  it('is what its file says now; for many values, what it said a second ago', async () => {
    assert.equal(await resource(true), 'secrets');
    await writeFile(file, text('configmaps'));
    now = 999;
    assert.equal(await resource(true), 'secrets');
    assert.equal(await resource(false), 'configmaps');
    await writeFile(file, text('events'));
    now += 1000;
    assert.equal(await resource(true), 'events');
  });

  it('is looked at again as soon as its file is said to have changed', async () => {
    assert.equal(await resource(true), 'secrets');
    await writeFile(file, text('configmaps'));
    vault.lookAgain();
    assert.equal(await resource(true), 'configmaps');
  });
});
