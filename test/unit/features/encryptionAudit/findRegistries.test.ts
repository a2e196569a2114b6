import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../../src/core/base/bytes';
import { auditEncryption, encryptAtRest, parseEncryptionConfiguration } from '../../../../src/core/encryption';
import { decodeValue } from '../../../../src/core/kubernetes';
import { registryPrefixes } from '../../../../src/core/kubernetes/registryPath';
import { kubernetesAuditOptions } from '../../../../src/core/kubernetesAudit';
import { findResources, secretsPrefixes } from '../../../../src/features/encryptionAudit/auditScope';
import { findRegistries } from '../../../../src/features/encryptionAudit/findRegistries';
import { MemoryReader } from '../../../support/memoryReader';

const plain = bytesFromText('k8s\0plain');

function readerOf(...keys: readonly string[]): MemoryReader {
  const reader = new MemoryReader();
  reader.put(...keys.map(key => [key, plain] as const));
  return reader;
}

describe('finding the API servers of a store', () => {
  it('knows the usual prefixes, whatever is in the store', async () => {
    assert.deepEqual(await findRegistries(readerOf()), registryPrefixes);
    const usual = readerOf('/registry/namespaces/default', '/apps/secrets/a/b', '/leaf', 'compact_rev_key');
    assert.deepEqual(await findRegistries(usual), registryPrefixes);
  });

  it('finds those with a prefix of their own by their namespaces, in one more call', async () => {
    const reader = readerOf(
      '/tenant-a/namespaces/default',
      '/tenant-a/secrets/shop/web',
      '/tenant-b/namespaces/default',
      '/tenant-b/lab.example.com/widgets/shop/one',
      '/other/secrets/shop/web',
    );
    const registries = await findRegistries(reader);
    assert.deepEqual(registries, [...registryPrefixes, '/tenant-a', '/tenant-b']);
    const resources = await findResources(reader, registries);
    assert.deepEqual(
      resources.map(({ name, prefix, registry }) => [name, textFromBytes(prefix), registry]),
      [
        ['namespaces', '/tenant-a/namespaces/', '/tenant-a'],
        ['secrets', '/tenant-a/secrets/', '/tenant-a'],
        ['widgets.lab.example.com', '/tenant-b/lab.example.com/widgets/', '/tenant-b'],
        ['namespaces', '/tenant-b/namespaces/', '/tenant-b'],
      ],
    );
  });

  it('lets an audit read them as the Secrets that they are', async () => {
    const configuration = parseEncryptionConfiguration(
      `{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [{aesgcm: {keys: [{name: a, secret: "${Buffer.alloc(32, 1).toString('base64')}"}]}}, {identity: {}}]}]}`,
    );
    const key = '/tenant-a/secrets/shop/encrypted';
    const reader = readerOf('/tenant-a/namespaces/default', '/tenant-a/secrets/shop/plain');
    const secrets = { resource: 'secrets', group: '' };
    reader.put([key, encryptAtRest(bytesFromText(key), plain, configuration, secrets).value]);
    const registries = await findRegistries(reader);
    const report = await auditEncryption(reader, {
      ...kubernetesAuditOptions(decodeValue, registries),
      prefixes: secretsPrefixes(registries),
      configuration,
    });
    assert.deepEqual([report.total, report.plaintext, report.stale, report.unreadable], [2, 1, 1, 0]);
    assert.deepEqual(
      report.resources.map(({ resource, namespaces }) => [resource, namespaces[0]?.namespace]),
      [['secrets', 'shop']],
    );
    assert.equal(report.resources[0]?.byProvider.find(({ provider }) => provider === 'aesgcm')?.verified, 1);
  });
});
