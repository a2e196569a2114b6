import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText } from '../../../../src/core/base/bytes';
import {
  type AuditReport,
  auditEncryption,
  encryptAtRest,
  parseEncryptionConfiguration,
} from '../../../../src/core/encryption';
import { expectationOf } from '../../../../src/features/encryptionAudit/atRestState';
import { viewOfReport } from '../../../../src/features/encryptionAudit/auditView';
import {
  type AuditExport,
  csvOfExport,
  jsonOfExport,
  markdownOfExport,
} from '../../../../src/features/encryptionAudit/exportFormats';
import { encryptionAudit } from '../../../../src/protocol/encryptionAudit';
import { storedKeys } from '../../../support/kubernetesA';
import { MemoryReader } from '../../../support/memoryReader';
import { repositoryRoot } from '../../../support/repositoryRoot';
import { english } from './localization';

const fixture = join(repositoryRoot, 'test/fixtures/kubernetes-a');

describe('the view of an audit', () => {
  let report: AuditReport;
  const reader = new MemoryReader();
  reader.put(...storedKeys().map(({ key, value }) => [key, value] as const));
  const prefixes = ['/registry/secrets/', '/registry/configmaps/', '/registry/lab.example.com/'];
  const context = { isExpected: expectationOf(undefined), hasConfiguration: false, l10n: english };

  before(async () => {
    report = await auditEncryption(reader, { prefixes });
  });

  it("has the figures of the fixture's own table", () => {
    const { resources } = viewOfReport(report, context);
    const figures = Object.fromEntries(
      resources.map(({ name, segments }) => {
        const byProvider: Record<string, number> = {};
        for (const { provider, count } of segments) {
          byProvider[provider] = (byProvider[provider] ?? 0) + count;
        }
        return [name, byProvider];
      }),
    );
    assert.deepEqual(figures, {
      secrets: { plaintext: 9, aescbc: 6, aesgcm: 3, secretbox: 4, kms: 3 },
      configmaps: { plaintext: 20, aesgcm: 2 },
      // The table counts both kinds of the group as one: 4 plaintext, 1 aescbc, 2 secretbox.
      'clusterthings.lab.example.com': { plaintext: 1 },
      'widgets.lab.example.com': { plaintext: 3, aescbc: 1, secretbox: 2 },
    });
  });

  it('is of the shape that the panel takes', () => {
    const { verdict, ...drawn } = viewOfReport(report, context);
    assert.ok(verdict);
    const view = { phase: 'done', name: 'a', facts: [], objects: { listed: 0, omitted: 0 }, verdict, ...drawn };
    assert.ok(encryptionAudit.toPanel.events.view(JSON.parse(JSON.stringify(view))));
  });

  it('calls ConfigMaps in clear no fault unless the configuration encrypts them', () => {
    const states = (isExpected: (resource: string) => boolean) =>
      viewOfReport(report, { ...context, isExpected })
        .resources.find(({ name }) => name === 'configmaps')
        ?.segments.map(({ state }) => state);
    assert.deepEqual(states(expectationOf(undefined)), ['plain', 'encrypted']);
    const configuration = parseEncryptionConfiguration(`
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [configmaps]
    providers:
      - secretbox: { keys: [{ name: a, secret: ${Buffer.alloc(32, 1).toString('base64')} }] }
      - identity: {}
`);
    assert.deepEqual(states(expectationOf(configuration)), ['plaintext', 'encrypted']);
  });

  it('puts namespaces with something wrong first', () => {
    const { namespaces } = viewOfReport(report, context);
    const wrong = namespaces.map(({ counts }) => counts.plaintext + counts.stale + counts.unreadable);
    assert.deepEqual(
      wrong,
      [...wrong].sort((a, b) => b - a),
    );
    assert.ok(namespaces.some(({ name }) => name === 'shop'));
  });

  it('shows each object once, by the worst that is known of it', async () => {
    const secret = Buffer.alloc(32, 1).toString('base64');
    const configurationOf = (...providers: readonly string[]) =>
      parseEncryptionConfiguration(
        `{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [${providers.join(', ')}]}]}`,
      );
    const keys = (kind: string, ...names: readonly string[]) =>
      `{${kind}: {keys: [${names.map(name => `{name: ${name}, secret: "${secret}"}`).join(', ')}]}}`;
    const plain = bytesFromText('k8s\0plain');
    const under = (name: string, ...providers: readonly string[]) =>
      [name, encryptAtRest(bytesFromText(name), plain, configurationOf(...providers)).value] as const;
    const small = new MemoryReader();
    small.put(
      ['/registry/secrets/a/plain', plain],
      under('/registry/secrets/a/current', keys('aesgcm', 'new')),
      under('/registry/secrets/a/stale', keys('aesgcm', 'old')),
      under('/registry/secrets/a/lost', keys('aesgcm', 'lost')),
    );
    const shown = async (...providers: readonly string[]) => {
      const configuration = configurationOf(...providers);
      const { resources, namespaces, verdict, findings } = viewOfReport(
        await auditEncryption(small, { configuration }),
        { isExpected: expectationOf(configuration), hasConfiguration: true, l10n: english },
      );
      const states: Record<string, number> = {};
      for (const { state, count } of resources.flatMap(({ segments }) => segments)) {
        states[state] = (states[state] ?? 0) + count;
      }
      const group = namespaces[0];
      assert.equal(group?.total, 4);
      for (const [state, count] of Object.entries(group.counts)) {
        assert.equal(count, states[state] ?? 0, state);
      }
      return { states, verdict, findings };
    };
    const withIdentity = await shown(keys('aesgcm', 'new', 'old'), '{identity: {}}');
    assert.deepEqual(withIdentity.states, { plaintext: 1, encrypted: 1, stale: 1, unreadable: 1 });
    assert.equal(
      withIdentity.verdict?.detail,
      '1 of the encrypted ones are not as the configuration would write them now. 1 cannot be read with it.',
    );
    const without = await shown(keys('aesgcm', 'new', 'old'));
    assert.deepEqual(without.states, { encrypted: 1, stale: 1, unreadable: 2 });
    const plainFirst = await shown('{identity: {}}', keys('aesgcm', 'new', 'old'));
    assert.deepEqual(plainFirst.states, { plaintext: 1, stale: 2, unreadable: 1 });
    const finding = plainFirst.findings.find(({ title }) => title.includes('become plaintext'));
    assert.deepEqual(finding?.commands, []);
  });

  it('knows a sentence for every finding with and without a configuration', async () => {
    const text = gunzipSync(readFileSync(join(fixture, 'encryption.yaml.gz'))).toString();
    const configuration = parseEncryptionConfiguration(text);
    const compared = await auditEncryption(reader, { prefixes, configuration });
    const { findings, verdict } = viewOfReport(compared, { ...context, hasConfiguration: true });
    assert.equal(findings.length, compared.findings.length);
    assert.ok(findings.length > 3);
    for (const { title, explanation, commands } of findings) {
      for (const sentence of [title, explanation, ...commands]) {
        assert.match(sentence, /\S/);
        assert.doesNotMatch(sentence, /[{}]|undefined/);
      }
    }
    assert.equal(verdict?.level, 'bad');
    assert.match(
      verdict?.detail ?? '',
      /has the key to every object; 18 were decrypted to prove it\. 3 under KMS plugins could not be tried/,
    );
  });

  it('leaves VS Code without a single value', () => {
    const secrets = [/S3cr3t-plain!/, /UzNjcjN0/, /shop-user-2/, /BEGIN (RSA |EC )?PRIVATE KEY/];
    const rows = report.resources.flatMap(({ resource }) => [
      {
        key: new TextEncoder().encode(`/registry/${resource}/=a,"b"`),
        resource,
        namespace: '=cmd|x',
        name: '-a,"b"',
        atRest: '',
        state: 'plaintext' as const,
        type: '',
      },
    ]);
    const { verdict, ...drawn } = viewOfReport(report, context);
    assert.ok(verdict);
    const view = {
      phase: 'done' as const,
      name: 'a|b',
      facts: [],
      objects: { listed: 4, omitted: 0 },
      verdict,
      ...drawn,
    };
    const audit: AuditExport = { view, report, rows, omitted: 0 };
    for (const text of [csvOfExport(audit), jsonOfExport(audit), markdownOfExport(audit)]) {
      for (const secret of secrets) {
        assert.doesNotMatch(text, secret);
      }
    }
    assert.match(
      csvOfExport(audit),
      /\r\n"\/registry\/secrets\/=a,""b""",secrets,'=cmd\|x,"'-a,""b""",plaintext,,\r\n/,
    );
    assert.match(markdownOfExport(audit), /\| secrets \| plaintext \| plaintext \| 9 \|/);
    assert.match(markdownOfExport(audit), /^# a\\\|b$/m);
    const parsed = JSON.parse(jsonOfExport(audit)) as { report: { revision: string }; objects: { key: string }[] };
    assert.equal(parsed.report.revision, String(report.revision));
    assert.equal(parsed.objects.length, report.resources.length);
  });
});
