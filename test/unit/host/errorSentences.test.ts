import assert from 'node:assert/strict';
import { type ErrorCode, type ErrorFacts, EtcdscopeError } from '../../../src/core/base/errors';
import type { Connection } from '../../../src/host/connections/connection';
import { errorTexts, type Localization } from '../../../src/host/errorSentenceTable';
import { errorSubject } from '../../../src/host/errorSubject';

/** Fills in placeholders as `vscode.l10n` does with the language that the texts are written in. */
const english: Localization = {
  t: (message: string, args: Record<string, string | number> = {}) =>
    message.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(args[name] ?? placeholder)),
};

const endpoint = 'https://10.0.0.1:2379';
const production: Connection = {
  configuration: { id: 'prod', name: 'Production', endpoints: [endpoint] },
  state: { kind: 'disconnected' },
};
const connections = { all: [production] };
const texts = errorTexts(english);
const codes = Object.keys(texts) as ErrorCode[];

function sentenceOf(code: ErrorCode, facts: ErrorFacts): string {
  return texts[code].sentence(errorSubject(new EtcdscopeError(code, facts), connections, english));
}

/** What core and host tell with each code, where a sentence has to repeat it. */
const factsByCode: Partial<Record<ErrorCode, ErrorFacts>> = {
  'tls.expired': { validTo: 'Jan 1 00:00:00 2024 GMT' },
  'tls.notYetValid': { validFrom: 'Jan 1 00:00:00 2044 GMT' },
  'tls.wrongHost': { names: 'DNS:etcd.example.com' },
  'tls.other': { reason: 'ERR_SSL_NO_PROTOCOLS' },
  'tls.badCertificateFile': { path: '/pki/ca.crt' },
  'key.notFound': { key: '/registry/pods/a' },
  'key.conflict': { key: '/registry/pods/a', expected: 4711n, actual: 4712n },
  'key.invalid': { key: '/registry/pods/a' },
  'lease.notFound': { key: '/registry/pods/a' },
  'revision.compacted': { revision: 4711n },
  'revision.future': { revision: 4711n },
  'cluster.replaced': { revision: 4711n, actual: 17n },
  'request.tooLarge': { key: '/registry/pods/a', size: 1600000 },
  'message.tooLarge': { key: '/registry/pods/a', limit: 67108864 },
  'auth.failed': { username: 'alice' },
  'auth.permissionDenied': { key: '/registry/pods/a', username: 'alice' },
  'call.failed': { server: 'etcdserver: something new' },
  'call.unsupported': { server: 'etcdserver: rpc not supported for learner' },
  'file.unreadable': { path: '/pki/ca.crt', reason: 'ENOENT' },
  'edit.invalid': { key: '/registry/pods/a', line: 7 },
  'snapshot.unreadable': { path: '/backup/etcd.db', reason: 'ENOENT' },
  'snapshot.notDatabase': { path: '/backup/etcd.db', reason: 'magic' },
  'encryption.badConfiguration': { line: 7, column: 21, path: 'resources[0].providers[1]', reason: 'noProvider' },
  'encryption.malformed': { provider: 'aesgcm', version: 'v1', keyName: 'gcm-128', offset: 27, reason: 'shortBody' },
  'encryption.unknownProvider': { provider: 'rot13', version: 'v9', keyName: 'key1' },
  'encryption.keyMissing': { provider: 'aescbc', version: 'v1', keyName: 'key1' },
  'encryption.decryptionFailed': { provider: 'aesgcm', version: 'v1', keyName: 'key1', tried: 2, reason: 'badTag' },
  'encryption.kmsRequired': { version: 'v2', keyName: 'vault', provider: 'kms', socket: 'unix:///run/kms.sock' },
  'encryption.kmsFailed': { version: 'v2', keyName: 'vault', provider: 'kms', socket: 'unix:///run/kms.sock' },
  'snapshot.damaged': { path: '/backup/etcd.db', unreadablePages: 3, page: 17, reason: 'wrongId' },
};
/** These are about the user's own text or wish, and about no cluster. */
const withoutCluster: readonly ErrorCode[] = [
  'key.invalid',
  'edit.invalid',
  'cancelled',
  ...codes.filter(code => code.startsWith('snapshot.') || code.startsWith('encryption.')),
];

describe('error sentences', () => {
  it('exist for every code, as whole sentences', () => {
    for (const code of codes) {
      const sentence = sentenceOf(code, { connectionId: 'prod', ...factsByCode[code] });
      assert.match(sentence, /^[\p{Lu}'/].{12,}[.]$/u, `${code}: ${sentence}`);
      assert.doesNotMatch(sentence, /undefined|null|\{\w+\}|\bNaN\b| {2}/, `${code}: ${sentence}`);
    }
  });

  it('name the cluster and their facts', () => {
    for (const code of codes) {
      const facts = factsByCode[code] ?? {};
      const sentence = sentenceOf(code, { connectionId: 'prod', ...facts });
      if (!withoutCluster.includes(code)) {
        assert.ok(sentence.includes('Production'), `${code}: ${sentence}`);
        assert.ok(sentence.includes(endpoint), `${code}: ${sentence}`);
      }
      for (const [name, value] of Object.entries(facts)) {
        assert.ok(name === 'reason' || sentence.includes(String(value)), `${code} lacks ${name}: ${sentence}`);
      }
    }
  });

  it('read well without any fact', () => {
    for (const code of codes) {
      const sentence = texts[code].sentence(errorSubject(new EtcdscopeError(code), { all: [] }, english));
      assert.match(sentence, /^[\p{Lu}].{12,}[.]$/u, `${code}: ${sentence}`);
      assert.doesNotMatch(sentence, /undefined|null|\{\w+\}|\bNaN\b| {2}/, `${code}: ${sentence}`);
    }
  });

  it('differ from code to code, as do their short forms within a family', () => {
    const sentences = codes.map(code => sentenceOf(code, { connectionId: 'prod' }));
    assert.equal(new Set(sentences).size, codes.length);
    for (const code of codes) {
      assert.match(texts[code].summary, /^[^.]{3,32}$/, code);
    }
  });

  it('find the connection by its endpoint where no id is told', () => {
    assert.match(
      sentenceOf('connection.refused', { endpoint }),
      /^'Production' \(https:\/\/10\.0\.0\.1:2379\) refused/,
    );
    assert.match(sentenceOf('connection.refused', { endpoint: 'http://a:1' }), /^http:\/\/a:1 refused/);
  });

  it('name the member that the error is about', () => {
    const facts = { connectionId: 'prod', endpoint: 'https://10.0.0.9:2379' };
    assert.match(sentenceOf('connection.timeout', facts), /'Production' \(https:\/\/10\.0\.0\.9:2379\)/);
  });

  it('cut a key of a megabyte', () => {
    const sentence = sentenceOf('key.notFound', { connectionId: 'prod', key: 'k'.repeat(1 << 20) });
    assert.ok(sentence.length < 500, String(sentence.length));
    assert.match(sentence, /…'/);
  });

  it('tell conflicts apart: changed, deleted, created, many', () => {
    const conflict = (facts: ErrorFacts) => sentenceOf('key.conflict', { connectionId: 'prod', key: '/a', ...facts });
    assert.match(conflict({ expected: 5n, actual: 0n }), /revision 5 and is deleted now/);
    assert.match(conflict({ expected: 0n, actual: 9n }), /not there before/);
    assert.match(conflict({ expected: 5n, actual: 9n, changed: 3 }), /3 of them.*nothing was deleted/);
  });

  it('say why a file cannot be read', () => {
    const file = (reason: string) => sentenceOf('file.unreadable', { connectionId: 'prod', path: '/ca.crt', reason });
    assert.match(file('ENOENT'), /^\/ca\.crt does not exist/);
    assert.match(file('EACCES'), /may not be read/);
    assert.match(file('tooLarge'), /too large/);
    assert.match(file('EIO'), /^\/ca\.crt cannot be read/);
  });

  it('tells what became of a snapshot file, and what of it is still there', () => {
    const sentence = (change: string) => sentenceOf('snapshot.changed', { path: '/backup/etcd.db', change });
    assert.match(sentence('deleted'), /^\/backup\/etcd\.db was deleted or moved .* until it is closed\.$/);
    assert.match(sentence('replaced'), /is another file by now .* Open it again to see the new one\.$/);
    assert.match(sentence('shorter'), /become shorter .* Look for another copy\.$/);
    assert.match(sentence('written'), /perhaps by the server that it belongs to/);
  });
});
