import assert from 'node:assert/strict';
import { makeConnectionId, parseConnections } from '../../../../src/host/connections/connectionConfiguration';

const good = { id: 'good', name: 'Good', endpoints: ['https://10.0.0.1:2379'] };

/** The problems of one entry that stands before a good one, which must come through in any case. */
function problemsOf(entry: unknown): readonly (readonly [string, string, boolean])[] {
  const { connections, problems } = parseConnections([entry, good]);
  assert.deepEqual(connections.at(-1), good);
  return problems.map(({ path, kind, leavesOut }) => [path, kind, leavesOut]);
}

describe('parseConnections', () => {
  it('takes every field of a full entry', () => {
    const full = {
      id: 'prod-1',
      name: 'Production',
      endpoints: ['https://10.0.0.1:2379', 'https://10.0.0.2:2379'],
      tls: { caFile: '/pki/ca.crt', certificateFile: '/pki/c.crt', keyFile: '~/c.key', serverName: 'etcd' },
      username: 'root',
      readOnly: true,
      production: true,
      label: 'eu',
      color: 'purple',
      delimiter: '',
      encryptionConfigurationFile: '~/encryption.yaml',
      kmsPlugins: { vault: '/run/kms/vault.sock', other: 'unix:///run/kms/other.sock' },
      connectOnStart: true,
    };
    const { connections, problems } = parseConnections([full]);
    assert.deepEqual(problems, []);
    assert.deepEqual(connections, [full]);
  });

  it('takes an absent setting as no connections', () => {
    for (const setting of [undefined, null, []]) {
      assert.deepEqual(parseConnections(setting).connections, []);
      assert.deepEqual(parseConnections(setting).problems, []);
    }
  });

  it('tells of a setting that is no list', () => {
    for (const setting of [{}, 'https://10.0.0.1:2379', 7, true]) {
      const { connections, problems } = parseConnections(setting);
      assert.deepEqual(connections, []);
      assert.deepEqual(problems, [{ path: 'connections', kind: 'notAList', leavesOut: true }]);
    }
  });

  it('leaves out an entry of a wrong type and keeps the others', () => {
    for (const entry of [null, 'etcd', 1, true, []]) {
      assert.deepEqual(problemsOf(entry), [['connections[0]', 'notAnObject', true]]);
    }
  });

  it('names the place of each wrong field', () => {
    const endpoints = ['http://a:1'];
    const cases: readonly (readonly [object, string, string])[] = [
      [{ endpoints }, 'name', 'missing'],
      [{ name: ' ', endpoints }, 'name', 'empty'],
      [{ name: 1, endpoints }, 'name', 'notAText'],
      [{ name: 'a' }, 'endpoints', 'missing'],
      [{ name: 'a', endpoints: 'http://a:1' }, 'endpoints', 'notAList'],
      [{ name: 'a', endpoints: [] }, 'endpoints', 'empty'],
      [{ name: 'a', endpoints: ['http://a:1', 2] }, 'endpoints[1]', 'notAText'],
      [{ name: 'a', endpoints: ['a:1'] }, 'endpoints[0]', 'noScheme'],
      [{ name: 'a', endpoints: ['ftp://a:1'] }, 'endpoints[0]', 'unknownScheme'],
      [{ name: 'a', endpoints: ['http://'] }, 'endpoints[0]', 'noHost'],
      [{ name: 'a', endpoints: ['http://a:0'] }, 'endpoints[0]', 'badPort'],
      [{ name: 'a', endpoints: ['http://a:1/x'] }, 'endpoints[0]', 'moreThanHostAndPort'],
      [{ name: 'a', endpoints: ['http://u:p@a:1'] }, 'endpoints[0]', 'credentialsInside'],
      [{ name: 'a', endpoints, id: 'A b' }, 'id', 'badId'],
      [{ name: 'a', endpoints, id: 3 }, 'id', 'notAText'],
      [{ name: 'a', endpoints, username: {} }, 'username', 'notAText'],
      [{ name: 'a', endpoints, tls: 'ca.crt' }, 'tls', 'notAnObject'],
      [{ name: 'a', endpoints, tls: { caFile: 1 } }, 'tls.caFile', 'notAText'],
      [{ name: 'a', endpoints, tls: { caFile: 'ca.crt' } }, 'tls.caFile', 'relativePath'],
      [{ name: 'a', endpoints, tls: { keyFile: '/k' } }, 'tls.keyFile', 'keyWithoutCertificate'],
      [{ name: 'a', endpoints, tls: { certificateFile: '/c' } }, 'tls.certificateFile', 'certificateWithoutKey'],
    ];
    for (const [entry, place, kind] of cases) {
      assert.deepEqual(problemsOf(entry), [[`connections[0].${place}`, kind, true]], JSON.stringify(entry));
    }
  });

  it('keeps a connection whose decoration is wrong', () => {
    const entry = { ...good, id: 'a', label: 1, color: 'pink', delimiter: false, connectOnStart: 'yes', colour: 'red' };
    assert.deepEqual(problemsOf(entry), [
      ['connections[0].label', 'notAText', false],
      ['connections[0].color', 'unknownColor', false],
      ['connections[0].delimiter', 'notAText', false],
      ['connections[0].connectOnStart', 'notABoolean', false],
      ['connections[0].colour', 'unknownField', false],
    ]);
    assert.deepEqual(parseConnections([entry]).connections, [{ ...good, id: 'a' }]);
  });

  it('passes over what could give it no key', () => {
    const kmsPlugins = { good: '/a.sock', relative: 'a.sock', odd: 5 };
    const entry = { ...good, id: 'a', encryptionConfigurationFile: 'encryption.yaml', kmsPlugins };
    assert.deepEqual(problemsOf(entry), [
      ['connections[0].encryptionConfigurationFile', 'relativePath', false],
      ['connections[0].kmsPlugins.relative', 'relativePath', false],
      ['connections[0].kmsPlugins.odd', 'notAText', false],
    ]);
    assert.deepEqual(parseConnections([entry]).connections, [{ ...good, id: 'a', kmsPlugins: { good: '/a.sock' } }]);
    assert.deepEqual(problemsOf({ ...good, id: 'a', kmsPlugins: ['/a.sock'] }), [
      ['connections[0].kmsPlugins', 'notAnObject', false],
    ]);
  });

  it('takes a mark that protects as set where it is misspelled or of a wrong type', () => {
    for (const [mark, wrong] of [
      ['readOnly', { readOnly: 'true' }],
      ['readOnly', { readonly: true }],
      ['readOnly', { 'read-only': 1 }],
      ['production', { production: 'no' }],
      ['production', { Production: true }],
    ] as const) {
      const { connections, problems } = parseConnections([{ ...good, ...wrong }]);
      assert.equal(connections[0]?.[mark], true, JSON.stringify(wrong));
      assert.equal(problems.length, 1);
    }
  });

  it('leaves out the later entry of two with one id', () => {
    const { connections, problems, positions } = parseConnections([good, { ...good, name: 'Other' }]);
    assert.deepEqual(
      connections.map(({ name }) => name),
      ['Good'],
    );
    assert.deepEqual(problems, [{ path: 'connections[1].id', kind: 'duplicateId', leavesOut: true }]);
    assert.deepEqual([...positions], [['good', 0]]);
  });

  it('makes unique ids from names without taking written ones', () => {
    const endpoints = ['http://a:1'];
    const { connections, problems, positions } = parseConnections([
      { name: 'Prod EU', endpoints },
      { name: 'prod-eu', endpoints },
      'wrong',
      { name: 'x', id: 'prod-eu-2', endpoints },
    ]);
    assert.deepEqual(
      connections.map(({ id }) => id),
      ['prod-eu', 'prod-eu-3', 'prod-eu-2'],
    );
    assert.equal(problems.length, 1);
    assert.deepEqual(Object.fromEntries(positions), { 'prod-eu': 0, 'prod-eu-3': 1, 'prod-eu-2': 3 });
  });

  it('writes endpoints in one form and once', () => {
    const endpoints = [
      ' HTTPS://Etcd.Example.com ',
      'https://etcd.example.com:2379/',
      'https://[::1]:443',
      'https://a:80',
    ];
    assert.deepEqual(parseConnections([{ name: 'a', endpoints }]).connections[0]?.endpoints, [
      'https://etcd.example.com:2379',
      'https://[::1]:443',
      'https://a:80',
    ]);
  });

  it('repeats nothing of a bad entry', () => {
    const { problems } = parseConnections([{ name: 'a', endpoints: ['http://root:secret@a:1'], username: 7 }]);
    assert.doesNotMatch(JSON.stringify(problems), /secret/);
  });
});

describe('makeConnectionId', () => {
  const free = () => false;

  it('keeps to what an authority of a URI takes', () => {
    for (const name of ['Zürich', '  ', '生产', '-a-', 'a'.repeat(100), 'A_B.C', '🙂 x']) {
      assert.match(makeConnectionId(name, free), /^[a-z0-9][a-z0-9-]{0,62}$/, name);
    }
    assert.equal(makeConnectionId('Zürich (West)', free), 'zurich-west');
  });

  it('stays within its length when it has to tell apart', () => {
    const taken = new Set(['a'.repeat(63), `${'a'.repeat(61)}-2`]);
    assert.equal(
      makeConnectionId('a'.repeat(80), id => taken.has(id)),
      `${'a'.repeat(61)}-3`,
    );
  });
});
