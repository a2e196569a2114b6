import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import type { KeyValue } from '../../../../src/core/base/keyValue';
import { decodeValue } from '../../../../src/core/kubernetes';
import { restoreNotes } from '../../../../src/features/compare/restoreNotes';
import { english } from '../encryptionAudit/localization';

const key = bytesFromText('/registry/services/specs/shop/web');

function keyValue(value: string, lease = 0n): KeyValue {
  return { key, value: bytesFromText(value), createRevision: 1n, modRevision: 1n, version: 1n, lease };
}

function object(uid: string, more: object = {}): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', uid }, ...more });
}

function notes(from: KeyValue, current?: KeyValue, isKubernetes = true): string {
  const decoded = decodeValue(key, from.value);
  const decodedCurrent = current && decodeValue(key, current.value);
  const encryption = decoded.atRest && { encryption: decoded.atRest };
  return restoreNotes({ from, ...encryption, decoded, current, decodedCurrent, isKubernetes }, english).join('\n');
}

describe('what to know before restoring a key', () => {
  it('says nothing of a plain key', () => {
    assert.equal(notes(keyValue('x'), keyValue('y'), false), '');
    assert.equal(notes(keyValue('x'), undefined, false), '');
  });

  it('tells what becomes of leases', () => {
    assert.match(notes(keyValue('x', 7n), undefined, false), /comes back without one/);
    assert.match(notes(keyValue('x'), keyValue('y', 7n), false), /keeps the lease that it has/);
    assert.match(notes(keyValue('x', 7n), keyValue('y', 8n), false), /^The key keeps the lease that it has/);
  });

  it('warns of values that need the same keys to be read', () => {
    const encrypted = keyValue('k8s:enc:aescbc:v1:key-a:0123456789abcdef0123456789abcdef');
    assert.match(notes(encrypted), /encrypted at rest by aescbc with the key "key-a", and goes back as it is/);
  });

  it('tells that a damaged snapshot may not have the last state, after all else', () => {
    const from = keyValue(object('one'));
    const decoded = decodeValue(key, from.value);
    const restoration = { from, decoded, current: undefined, decodedCurrent: undefined, isKubernetes: true };
    assert.match(restoreNotes({ ...restoration, isFromDamaged: true }, english).at(-1) ?? '', /snapshot is damaged/);
    assert.doesNotMatch(restoreNotes(restoration, english).join(), /damaged/);
  });

  it('tells of uids, status and allocations only where they are', () => {
    const gone = notes(keyValue(object('one', { status: {} })));
    assert.match(gone, /comes back with its old uid/);
    assert.match(gone, /Its status is that of then/);
    assert.match(gone, /cluster IP and node ports/);
    const same = notes(keyValue(object('one')), keyValue(object('one', { spec: {} })));
    assert.match(same, /past the API server/);
    assert.doesNotMatch(same, /uid|status|cluster IP/);
    assert.match(notes(keyValue(object('one')), keyValue(object('two'))), /changes from two to one/);
  });
});
