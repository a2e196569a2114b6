import assert from 'node:assert/strict';
import { type ErrorFacts, hasCode } from '../../../src/core/base/errors';
import { checkTlsMaterial, type TlsOptions } from '../../../src/core/etcd/tlsMaterial';
import { makeCertificates } from '../../support/etcd/certificates';

describe('TLS material', () => {
  const { ca, otherCa, client, otherClient, encryptedClientKey, passphrase } = makeCertificates();

  function refused(options: TlsOptions, code: 'tls.badCertificateFile' | 'tls.badPassphrase', facts: ErrorFacts) {
    assert.throws(
      () => checkTlsMaterial(options),
      error => {
        assert.ok(hasCode(error, code), String(error));
        assert.deepEqual({ ...error.facts }, facts);
        return true;
      },
    );
  }

  it('takes nothing at all, an authority alone, several authorities', () => {
    assert.deepEqual(checkTlsMaterial({}), {});
    assert.equal(checkTlsMaterial({ ca }).ca?.toString(), ca);
    assert.equal(checkTlsMaterial({ ca: ca + otherCa }).ca?.toString(), ca + otherCa);
  });

  it('decrypts a key', () => {
    const encrypted = { certificate: client.certificate, key: encryptedClientKey };
    assert.equal(checkTlsMaterial({ ...encrypted, passphrase }).key?.toString(), client.key);
    refused(encrypted, 'tls.badPassphrase', { field: 'key', missing: true });
    refused({ ...encrypted, passphrase: 'no' }, 'tls.badPassphrase', { field: 'key', missing: false });
  });

  it('takes a passphrase that is not needed', () => {
    assert.equal(checkTlsMaterial({ ...client, passphrase: 'unused' }).key?.toString(), client.key);
  });

  it('says which file is wrong, and how', () => {
    const code = 'tls.badCertificateFile';
    refused({ ca: 'no PEM' }, code, { field: 'ca', reason: 'noCertificate' });
    refused({ ca: client.key }, code, { field: 'ca', reason: 'noCertificate' });
    const broken = ca.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
    refused({ ca: broken }, code, { field: 'ca', reason: 'unreadable' });
    refused({ ca: ca + broken }, code, { field: 'ca', reason: 'unreadable' });
    refused({ certificate: client.certificate }, code, { field: 'key', reason: 'missing' });
    refused({ key: client.key }, code, { field: 'certificate', reason: 'missing' });
    refused({ certificate: client.key, key: client.key }, code, { field: 'certificate', reason: 'noCertificate' });
    refused({ certificate: client.certificate, key: client.certificate }, code, { field: 'key', reason: 'noKey' });
    const brokenKey = client.key.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
    refused({ certificate: client.certificate, key: brokenKey }, code, { field: 'key', reason: 'unreadable' });
    refused({ ca: new Uint8Array(5 * 1024 * 1024) }, code, { field: 'ca', reason: 'tooLarge' });
  });

  it('compares the key with the certificate', () => {
    assert.throws(
      () => checkTlsMaterial({ certificate: client.certificate, key: otherClient.key }),
      error => hasCode(error, 'tls.keyMismatch'),
    );
  });
});
