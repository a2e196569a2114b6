import assert from 'node:assert/strict';
import { parseEndpoint, splitEndpoints, usesTls } from '../../../../src/host/connections/endpoint';

describe('parseEndpoint', () => {
  it('gives the plain form', () => {
    for (const [text, endpoint] of [
      ['https://127.0.0.1:2379', 'https://127.0.0.1:2379'],
      ['  http://etcd-0.etcd:2379/ ', 'http://etcd-0.etcd:2379'],
      ['HTTP://LOCALHOST', 'http://localhost:2379'],
      ['https://[fe80::1%eth0]:12379', 'https://[fe80::1%eth0]:12379'],
      ['https://proxy:443', 'https://proxy:443'],
      ['http://proxy:80', 'http://proxy:80'],
    ] as const) {
      assert.deepEqual(parseEndpoint(text), { endpoint });
    }
  });

  it('says what is wrong', () => {
    for (const [text, problem] of [
      ['', 'noScheme'],
      ['127.0.0.1:2379', 'noScheme'],
      ['localhost', 'noScheme'],
      ['unix:///run/etcd.sock', 'unknownScheme'],
      ['https://', 'noHost'],
      ['https://:2379', 'noHost'],
      ['https://a b', 'noHost'],
      ['https://::1:2379', 'noHost'],
      ['https://a:b', 'noHost'],
      ['https://a:0', 'badPort'],
      ['https://a:65536', 'badPort'],
      ['https://u@a:1', 'credentialsInside'],
      ['u:p@a:1', 'credentialsInside'],
      ['https://a:1/health', 'moreThanHostAndPort'],
      ['https://a:1?x', 'moreThanHostAndPort'],
      ['https://a:1#x', 'moreThanHostAndPort'],
    ] as const) {
      assert.deepEqual(parseEndpoint(text), { problem }, text);
    }
  });
});

describe('splitEndpoints', () => {
  it('cuts at commas, blanks and line ends', () => {
    assert.deepEqual(splitEndpoints(' http://a:1,http://b:1 ,\n http://c:1,'), [
      'http://a:1',
      'http://b:1',
      'http://c:1',
    ]);
    assert.deepEqual(splitEndpoints(' , '), []);
  });
});

describe('usesTls', () => {
  it('asks whether any endpoint does', () => {
    assert.equal(usesTls(['http://a:1', 'https://b:1']), true);
    assert.equal(usesTls(['http://https:1']), false);
    assert.equal(usesTls([]), false);
  });
});
