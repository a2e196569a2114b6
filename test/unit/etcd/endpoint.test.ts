import assert from 'node:assert/strict';
import { hasCode } from '../../../src/core/base/errors';
import { parseEndpoints } from '../../../src/core/etcd/endpoint';

const urls = (texts: readonly string[], hasTls = false) => parseEndpoints(texts, hasTls).map(({ url }) => url);

function refused(texts: unknown, reason: string, hasTls = false): void {
  assert.throws(
    () => parseEndpoints(texts as readonly string[], hasTls),
    error =>
      hasCode(error, 'configuration.invalid') && error.facts.field === 'endpoints' && error.facts.reason === reason,
    `${String(texts)}: ${reason}`,
  );
}

describe('endpoints', () => {
  it('reads scheme, host and port', () => {
    assert.deepEqual(parseEndpoints(['https://etcd-0.example:2379'], false), [
      { url: 'https://etcd-0.example:2379', isSecure: true, host: 'etcd-0.example', port: 2379 },
    ]);
  });

  it('reads addresses of both kinds', () => {
    assert.deepEqual(
      parseEndpoints(['http://10.0.0.1:1', 'http://[fe80::1]:65535'], false).map(({ host, port }) => [host, port]),
      [
        ['10.0.0.1', 1],
        ['fe80::1', 65535],
      ],
    );
    assert.deepEqual(urls(['http://[::1]:2379']), ['http://[::1]:2379']);
  });

  it('adds the scheme and the port that are left out', () => {
    assert.deepEqual(urls(['localhost', 'http://a', 'b:80']), [
      'http://localhost:2379',
      'http://a:2379',
      'http://b:80',
    ]);
    assert.deepEqual(urls(['localhost:1'], true), ['https://localhost:1']);
    assert.deepEqual(urls(['http://a:80', 'https://b:443'].slice(0, 1)), ['http://a:80']);
  });

  it('takes blanks, a slash at the end, capitals and repetition', () => {
    assert.deepEqual(urls([' HTTP://Host:2379/ ', 'http://host:2379', 'http://host']), ['http://host:2379']);
  });

  it('refuses what is no endpoint', () => {
    refused([], 'empty');
    refused(undefined, 'empty');
    refused('http://a', 'empty');
    for (const text of [
      '',
      ' ',
      'http://',
      'a b',
      'http://a:b',
      'http://a/path',
      'http://a?x',
      '::1',
      'http://[::1',
      7,
    ]) {
      refused([text], 'malformed');
    }
    for (const text of ['unix:///tmp/etcd', 'ftp://a:1', 'grpc://a:1']) {
      refused([text], text.startsWith('unix') ? 'malformed' : 'scheme');
    }
    refused(['http://a:0'], 'port');
    refused(['http://a:65536'], 'port');
    refused(
      Array.from({ length: 65 }, (_, index) => `http://a:${index + 1}`),
      'tooMany',
    );
  });

  it('refuses a mix of schemes, and certificates over http', () => {
    refused(['http://a:1', 'https://b:1'], 'mixedSchemes');
    refused(['http://a:1'], 'tlsOverHttp', true);
  });

  it('repeats no password that was written into an endpoint', () => {
    assert.throws(
      () => parseEndpoints(['http://root:secret@host:2379'], false),
      error => hasCode(error, 'configuration.invalid') && !error.message.includes('secret'),
    );
  });
});
