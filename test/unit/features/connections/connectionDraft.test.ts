import assert from 'node:assert/strict';
import { fieldsOf, suggestedName, usualKeyFiles } from '../../../../src/features/connections/connectionDraft';
import { parseConnections } from '../../../../src/host/connections/connectionConfiguration';

describe('fieldsOf', () => {
  it('leaves out what is off or empty', () => {
    const draft = {
      name: 'a',
      endpoints: ['http://a:1'],
      username: '',
      readOnly: false,
      production: true,
      label: '',
      color: undefined,
    };
    assert.deepEqual(fieldsOf(draft), { name: 'a', endpoints: ['http://a:1'], production: true });
  });

  it('tells a flat list from the common delimiter', () => {
    const draft = { name: 'a', endpoints: ['http://a:1'] };
    assert.equal(fieldsOf({ ...draft, delimiter: '' }).delimiter, '');
    assert.equal('delimiter' in fieldsOf({ ...draft, delimiter: undefined }), false);
    assert.equal(fieldsOf({ ...draft, delimiter: ':' }).delimiter, ':');
  });

  it('keeps certificates only where an endpoint uses them', () => {
    const tls = { caFile: '/ca.crt', serverName: '' };
    assert.deepEqual(fieldsOf({ name: 'a', endpoints: ['https://a:1'], tls }).tls, { caFile: '/ca.crt' });
    assert.equal('tls' in fieldsOf({ name: 'a', endpoints: ['http://a:1'], tls }), false);
    assert.equal('tls' in fieldsOf({ name: 'a', endpoints: ['https://a:1'], tls: {} }), false);
  });

  it('gives what the setting takes without a problem', () => {
    const fields = fieldsOf({
      name: 'a',
      endpoints: ['https://a:1'],
      tls: { caFile: '/ca.crt', certificateFile: '/c.crt', keyFile: '/c.key', serverName: 'etcd' },
      username: 'root',
      readOnly: true,
      production: true,
      label: 'eu',
      color: 'blue',
      delimiter: '',
      connectOnStart: true,
    });
    const { connections, problems } = parseConnections([fields]);
    assert.deepEqual(problems, []);
    assert.deepEqual(connections, [{ id: 'a', ...fields }]);
  });
});

describe('suggestedName', () => {
  it('is the host of the first endpoint', () => {
    assert.equal(suggestedName(['https://etcd-0.prod.example.com:2379', 'https://b:1']), 'etcd-0.prod.example.com');
    assert.equal(suggestedName(['http://127.0.0.1:2379']), 'localhost');
    assert.equal(suggestedName(['https://[::1]:2379']), 'localhost');
    assert.equal(suggestedName(['https://[fe80::1]:2379']), '[fe80::1]');
    assert.equal(suggestedName([]), '');
  });
});

describe('usualKeyFiles', () => {
  it('knows how tools name the two files', () => {
    assert.equal(usualKeyFiles('/etc/kubernetes/pki/etcd/server.crt')[0], '/etc/kubernetes/pki/etcd/server.key');
    assert.ok(usualKeyFiles('/pki/client.pem').includes('/pki/client-key.pem'));
    assert.ok(usualKeyFiles('/pki/cert.pem').includes('/pki/key.pem'));
  });

  it('never takes the certificate for its own key', () => {
    for (const file of ['/pki/client', '/pki/key.pem', '/pki/a.crt', '/pki/x.key']) {
      assert.equal(usualKeyFiles(file).includes(file), false, file);
    }
  });
});
