import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import {
  type AuditedObject,
  type AuditFinding,
  type AuditReport,
  auditEncryption,
  encryptAtRest,
  parseEncryptionConfiguration,
} from '../../../src/core/encryption';
import { decodeValue, isJsonObject } from '../../../src/core/kubernetes';
import { storedKeys } from '../../support/kubernetesA';
import { type KeyChange, MemoryReader } from '../../support/memoryReader';
import { repositoryRoot } from '../../support/repositoryRoot';
import { secondKms, secret32, value } from './envelopes';

const configurationFile = join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz');
const realText = gunzipSync(readFileSync(configurationFile)).toString();
const realConfiguration = parseEncryptionConfiguration(realText);
const allPrefixes = ['/registry/secrets/', '/registry/configmaps/', '/registry/lab.example.com/'];
const plain = bytesFromText('k8s\0plain');
const base64 = Buffer.from(secret32).toString('base64');

function realReader(): MemoryReader {
  const reader = new MemoryReader();
  reader.put(...storedKeys().map(({ key, value: stored }): KeyChange => [key, stored]));
  return reader;
}

function readerOf(values: Readonly<Record<string, Uint8Array>>): MemoryReader {
  const reader = new MemoryReader();
  reader.put(...Object.entries(values));
  return reader;
}

function configurationOf(...entries: readonly string[]) {
  return parseEncryptionConfiguration(
    `{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [${entries.join(', ')}]}`,
  );
}

function localKeys(kind: string, ...names: readonly string[]): string {
  return `${kind}: {keys: [${names.map(name => `{name: "${name}", secret: "${base64}"}`).join(', ')}]}`;
}

/** `provider version key` → count. */
function countsOf(report: AuditReport, resource: string): Record<string, number> {
  const audit = report.resources.find(each => each.resource === resource);
  return Object.fromEntries(
    (audit?.byProvider ?? []).map(({ provider, version, keyName, count }) => [
      [provider, version, keyName].filter(Boolean).join(' '),
      count,
    ]),
  );
}

function findings(report: AuditReport, code: AuditFinding['code']): readonly AuditFinding[] {
  return report.findings.filter(finding => finding.code === code);
}

function secretTypeOf(stored: Uint8Array): string | undefined {
  const { object } = decodeValue(stored, stored);
  const type = isJsonObject(object) ? object.type : undefined;
  return typeof type === 'string' ? type : undefined;
}

describe('the audit of encryption at rest', () => {
  describe('over a real cluster', () => {
    it('counts what its README counts', async () => {
      const report = await auditEncryption(realReader(), { prefixes: allPrefixes });
      assert.deepEqual(countsOf(report, 'secrets'), {
        plaintext: 9,
        'aescbc v1 cbc-key-a': 4,
        'secretbox v1 sbox-2026q1': 4,
        'aesgcm v1 gcm-128': 3,
        'kms v2 lab-kms': 3,
        'aescbc v1 cbc.key-b': 2,
      });
      assert.deepEqual(countsOf(report, 'configmaps'), { plaintext: 20, 'aesgcm v1 gcm-128': 2 });
      // The README counts all of the group's directory: the widgets, and one object of another kind.
      assert.deepEqual(countsOf(report, 'widgets.lab.example.com'), {
        plaintext: 3,
        'secretbox v1 sbox-2026q1': 2,
        'aescbc v1 cbc.key-b': 1,
      });
      assert.deepEqual(countsOf(report, 'clusterthings.lab.example.com'), { plaintext: 1 });
      assert.equal(report.total, 25 + 22 + 7);
      assert.equal(report.plaintext, 9 + 20 + 4);
      assert.equal(report.moves, 0);
      assert.deepEqual(report.verdict, { status: 'mixed', severity: 'critical' });
      assert.equal(report.stale, undefined);
    });

    it('reads Secrets where nothing else is asked for, and every key of the store where that is', async () => {
      const secrets = await auditEncryption(realReader());
      assert.deepEqual(
        secrets.resources.map(({ resource, total }) => [resource, total]),
        [['secrets', 25]],
      );
      const all = await auditEncryption(realReader(), { prefixes: ['', '/registry/secrets/'] });
      assert.equal(all.total, 707);
      assert.equal(all.total - all.plaintext, 21);
    });

    it('proves keys, staleness and readability with the configuration', async () => {
      const report = await auditEncryption(realReader(), {
        prefixes: allPrefixes,
        configuration: realConfiguration,
        verify: 'all',
      });
      // identity is first: all that is encrypted is stale, all that is plain is as it would be written now.
      assert.equal(report.stale, 21);
      assert.equal(report.unreadable, 0);
      assert.ok(findings(report, 'staleObjects').every(({ facts }) => facts?.writesPlain === true));
      const verified = report.resources.flatMap(({ byProvider }) => byProvider.map(each => each.verified ?? 0));
      assert.equal(
        verified.reduce((sum, count) => sum + count),
        18,
      );
      assert.deepEqual(
        findings(report, 'identityFirst').map(({ resource, severity }) => [resource, severity]),
        [
          ['secrets', 'critical'],
          ['widgets.lab.example.com', 'warning'],
          ['configmaps', 'warning'],
        ],
      );
      assert.deepEqual(findings(report, 'notCovered'), []);
      assert.deepEqual(findings(report, 'missingKey'), []);
      const secrets = report.resources.find(({ resource }) => resource === 'secrets');
      const kms = secrets?.byProvider.find(({ provider }) => provider === 'kms');
      assert.deepEqual(
        kms?.keyIds?.map(({ keyId, count }) => [keyId, count]),
        [['lab-kek-1', 3]],
      );
      assert.equal(findings(report, 'shortKey').find(({ keyName }) => keyName === 'gcm-128')?.facts?.bits, 128);
    });

    it('tells types of Secrets apart, and namespaces', async () => {
      const report = await auditEncryption(realReader(), {
        configuration: realConfiguration,
        verify: 'all',
        secretTypeOf,
      });
      const [secrets] = report.resources;
      const types = secrets?.secretTypes ?? [];
      // Those under a plugin's key cannot be read.
      assert.equal(
        types.reduce((sum, { total }) => sum + total, 0),
        22,
      );
      assert.equal(
        types.reduce((sum, { plaintext }) => sum + plaintext, 0),
        9,
      );
      assert.ok(types.some(({ type }) => type === 'kubernetes.io/dockerconfigjson'));
      assert.ok(types.some(({ type }) => type === 'kubernetes.io/service-account-token'));
      assert.equal(
        secrets?.namespaces.reduce((sum, { total }) => sum + total, 0),
        25,
      );
      const inShop = storedKeys().filter(({ key }) => textFromBytes(key)?.startsWith('/registry/secrets/shop/'));
      assert.equal(secrets?.namespaces.find(({ namespace }) => namespace === 'shop')?.total, inShop.length);
    });

    it('never tells a value or a key', async () => {
      const objects: AuditedObject[] = [];
      const report = await auditEncryption(realReader(), {
        prefixes: allPrefixes,
        configuration: realConfiguration,
        verify: 'all',
        secretTypeOf,
        onObjects: some => void objects.push(...some),
      });
      assert.equal(objects.length, report.total);
      const told = JSON.stringify([report, objects], (_, item: unknown) =>
        typeof item === 'bigint' ? String(item) : item instanceof Uint8Array ? textFromBytes(item) : item,
      );
      for (const [, secret = ''] of realText.matchAll(/secret: "([^"]+)"/g)) {
        assert.ok(!told.includes(secret));
        assert.ok(!told.includes(Buffer.from(secret, 'base64').toString('hex')));
      }
      for (const { value: stored } of storedKeys()) {
        assert.ok(!told.includes(Buffer.from(stored).toString('latin1').slice(-24)));
      }
    });
  });

  it('tells stale, unreadable and missing', async () => {
    const old = configurationOf(`{resources: [secrets], providers: [{${localKeys('aesgcm', 'old')}}]}`);
    const now = configurationOf(
      `{resources: [secrets], providers: [{${localKeys('aesgcm', 'new', 'old')}}, {${localKeys('aescbc', 'unused')}}, {identity: {}}]}`,
    );
    const under = (name: string, configuration: typeof old) =>
      encryptAtRest(bytesFromText(name), plain, configuration).value;
    const values = {
      '/registry/secrets/a/1': under('/registry/secrets/a/1', now),
      '/registry/secrets/a/2': under('/registry/secrets/a/2', old),
      '/registry/secrets/a/3': plain,
      '/registry/secrets/b/copied': under('/registry/secrets/a/1', now),
      '/registry/secrets/b/cut': under('/registry/secrets/b/cut', now).subarray(0, 40),
      '/registry/secrets/b/lost': value('k8s:enc:secretbox:v1:gone:', new Uint8Array(60)),
      '/registry/secrets/b/new': value('k8s:enc:rot13:v9:key:', new Uint8Array(60)),
      '/registry/secrets/c/kms1': secondKms({ keyId: 'one' }),
      '/registry/secrets/c/kms2': secondKms({ keyId: 'two' }),
    };
    const report = await auditEncryption(readerOf(values), { configuration: now });
    const unreadable = findings(report, 'unreadableObjects').map(({ facts, count, examples }) => [
      facts?.reason,
      count,
      examples.map(({ namespace, name }) => `${namespace}/${name}`),
    ]);
    assert.deepEqual(unreadable, [
      ['malformed', 1, ['b/cut']],
      ['noKey', 4, ['b/lost', 'b/new', 'c/kms1', 'c/kms2']],
      ['wrongKey', 1, ['b/copied']],
    ]);
    const stale = findings(report, 'staleObjects')[0];
    // What is in clear or cannot be read is a finding of its own: rewriting helps what is stale and nothing worse.
    assert.deepEqual(
      stale?.examples.map(({ name }) => name),
      ['2'],
    );
    assert.deepEqual(stale?.facts, { writesPlain: false });
    assert.deepEqual(
      findings(report, 'missingKey').map(({ provider, keyName, count }) => [provider, keyName, count]),
      [
        ['secretbox', 'gone', 1],
        ['rot13', 'key', 1],
        ['kms', 'new', 2],
      ],
    );
    assert.deepEqual(
      findings(report, 'unusedKey').map(({ keyName, facts }) => [keyName, facts]),
      [['unused', { isProven: true }]],
    );
    assert.equal(findings(report, 'unknownProvider')[0]?.count, 1);
    assert.deepEqual(findings(report, 'severalKeyIds')[0]?.facts, { keyIds: 2, newest: 'one' });
    assert.equal(report.stale, 6);
    assert.equal(report.unreadable, 6);
  });

  it('finds a wrong secret behind the right name, and plain values that nobody may read', async () => {
    const right = configurationOf(`{resources: [secrets], providers: [{${localKeys('aescbc', 'key')}}]}`);
    const wrong = parseEncryptionConfiguration(
      `{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: key, secret: "${Buffer.alloc(32, 7).toString('base64')}"}]}}]}]}`,
    );
    const values: Record<string, Uint8Array> = { '/registry/secrets/a/plain': plain };
    for (let index = 0; index < 600; index++) {
      const key = `/registry/secrets/a/${index}`;
      values[key] = encryptAtRest(bytesFromText(key), plain, right).value;
    }
    const report = await auditEncryption(readerOf(values), { configuration: wrong });
    // Some 2 of 600 pass AES-CBC's padding by chance, and are told by what they do not look like.
    assert.deepEqual(
      findings(report, 'unreadableObjects').map(({ facts, count }) => [facts?.reason, count]),
      [
        ['wrongKey', 600],
        ['noIdentity', 1],
      ],
    );
    const fine = await auditEncryption(readerOf(values), { configuration: right });
    assert.equal(fine.unreadable, 1);
    assert.equal(fine.resources[0]?.byProvider[0]?.verified, 32);
    const trusting = await auditEncryption(readerOf(values), { configuration: wrong, verify: 'none' });
    assert.equal(trusting.unreadable, 1);
  });

  it('calls a key unused for certain only where all that it may serve was read', async () => {
    const provider = `providers: [{${localKeys('aesgcm', 'new', 'old')}}]`;
    const proof = async (resources: string, prefixes: readonly string[]) => {
      const configuration = configurationOf(`{resources: ["${resources}"], ${provider}}`);
      const report = await auditEncryption(realReader(), { configuration, prefixes });
      return findings(report, 'unusedKey').map(({ keyName, facts }) => [keyName, facts?.isProven]);
    };
    assert.deepEqual(await proof('secrets', ['/registry/secrets/']), [['old', true]]);
    assert.deepEqual(await proof('secrets', ['/registry/secrets/shop/']), [['old', false]]);
    assert.deepEqual(await proof('secrets", "configmaps', ['/registry/secrets/']), [['old', false]]);
    assert.deepEqual(await proof('secrets", "configmaps', ['/registry/']), [['old', true]]);
    assert.deepEqual(await proof('widgets.lab.example.com', ['/registry/lab.example.com/widgets/']), [['old', true]]);
    assert.deepEqual(await proof('deployments.apps', ['/registry/deployments/']), [['old', false]]);
    assert.deepEqual(await proof('services', ['/registry/services/']), [['old', false]]);
    assert.deepEqual(await proof('*.*', ['/registry/secrets/']), [['old', false]]);
    assert.deepEqual(await proof('*.*', ['']), [['old', true]]);
    assert.deepEqual(await proof('secrets', ['/kubernetes.io/secrets/']), [['old', false]]);
  });

  it('calls a key behind identity unused as well, as nothing is written under it', async () => {
    const configuration = configurationOf(
      `{resources: [secrets], providers: [{identity: {}}, {${localKeys('aesgcm', 'retired')}}]}`,
    );
    const report = await auditEncryption(readerOf({ '/registry/secrets/a/1': plain }), { configuration });
    assert.deepEqual(
      findings(report, 'unusedKey').map(({ keyName, facts }) => [keyName, facts]),
      [['retired', { isProven: true }]],
    );
  });

  it('says what the configuration leaves out', async () => {
    const configuration = configurationOf(`{resources: ["*.apps"], providers: [{${localKeys('secretbox', 'key')}}]}`);
    const report = await auditEncryption(realReader(), { configuration, prefixes: ['/registry/configmaps/'] });
    assert.deepEqual(
      findings(report, 'notCovered').map(({ resource, severity, count }) => [resource, severity, count]),
      [
        ['secrets', 'critical', 0],
        ['configmaps', 'notice', 22],
      ],
    );
    assert.equal(findings(report, 'unreadableObjects')[0]?.facts?.reason, 'notCovered');
    assert.equal(report.resources[0]?.coveredBy, undefined);
  });

  it('names choices that are weak, with and without a configuration', async () => {
    const values = {
      '/registry/secrets/a/1': value('k8s:enc:aescbc:v1:cbc:', new Uint8Array(64)),
      '/registry/secrets/a/2': value('k8s:enc:kms:v1:old:', Uint8Array.of(0, 2), new Uint8Array(64)),
    };
    const without = await auditEncryption(readerOf(values));
    assert.equal(findings(without, 'aescbcUnauthenticated')[0]?.count, 1);
    assert.equal(findings(without, 'kmsV1')[0]?.keyName, 'old');
    const configuration = configurationOf(
      `{resources: [secrets], providers: [{${localKeys('aescbc', 'cbc')}}, {kms: {name: old, endpoint: "unix:///a"}}]}`,
    );
    const report = await auditEncryption(readerOf(values), { configuration, verify: 'none' });
    assert.equal(findings(report, 'kmsV1')[0]?.count, 1);
    assert.equal(report.verdict.status, 'encrypted');
    assert.equal(report.verdict.severity, 'warning');
  });

  it('audits keys that are no API server’s', async () => {
    const report = await auditEncryption(readerOf({ 'app/a': plain, 'app/b': plain, other: plain }), {
      prefixes: ['app/'],
    });
    assert.deepEqual(
      report.resources.map(({ resource, total }) => [resource, total]),
      [['app/', 2]],
    );
    assert.deepEqual(report.verdict, { status: 'plaintext', severity: 'ok' });
    const empty = await auditEncryption(readerOf({ other: plain }));
    assert.equal(empty.verdict.status, 'empty');
    assert.equal(empty.revision, 2n);
  });

  it('takes names from a configuration where they hold colons', async () => {
    const configuration = configurationOf(
      `{resources: [secrets], providers: [{${localKeys('aesgcm', 'team:a', 'team:a:b')}}]}`,
    );
    const key = '/registry/secrets/a/1';
    const second = configurationOf(`{resources: [secrets], providers: [{${localKeys('aesgcm', 'team:a:b')}}]}`);
    const values = { [key]: encryptAtRest(bytesFromText(key), plain, second).value };
    const report = await auditEncryption(readerOf(values), { configuration });
    assert.deepEqual(countsOf(report, 'secrets'), { 'aesgcm v1 team:a:b': 1 });
    assert.equal(report.unreadable, 0);
    assert.equal(report.stale, 1);
  });

  it('keeps to bounds, whatever the keys hold', async () => {
    const values: Record<string, Uint8Array> = {};
    for (let index = 0; index < 3000; index++) {
      values[`/registry/r${index}/a/b`] = plain;
      values[`/registry/secrets/n/${index}`] = value(`k8s:enc:p${index}:v1:key${index}:`, new Uint8Array(8));
    }
    const report = await auditEncryption(readerOf(values), { prefixes: [''] });
    assert.equal(report.total, 6000);
    assert.equal(report.resources.length, 2001);
    assert.equal(report.resources.at(-1)?.resource, '*');
    const secrets = report.resources.find(({ resource }) => resource === 'secrets');
    const others = report.resources.at(-1)?.byProvider ?? [];
    assert.equal((secrets?.byProvider ?? others).length <= 201, true);
    assert.ok(report.findings.every(({ examples }) => examples.length <= 20));
    assert.equal(
      report.resources.flatMap(({ byProvider }) => byProvider).reduce((sum, { count }) => sum + count, 0),
      6000,
    );
  });

  it('ends when it is cancelled, before and meanwhile', async () => {
    const reader = realReader();
    await assert.rejects(auditEncryption(reader, { signal: AbortSignal.abort() }), error =>
      hasCode(error, 'cancelled'),
    );
    const controller = new AbortController();
    const told: number[] = [];
    const audit = auditEncryption(reader, {
      prefixes: [''],
      signal: controller.signal,
      onProgress: ({ audited }) => {
        told.push(audited);
        controller.abort();
      },
    });
    await assert.rejects(audit, error => hasCode(error, 'cancelled'));
    assert.deepEqual(told, [0]);
  });
});
