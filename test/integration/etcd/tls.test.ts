import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { type EtcdOptions, openEtcd, type TlsOptions } from '../../../src/core/etcd';
import {
  type RunningEtcd,
  rejectsWith,
  type StartEtcdOptions,
  startEtcd,
  type TestCertificates,
} from '../../support/etcd';

const key = bytesFromText('/tls');

async function writesAndReads(options: EtcdOptions): Promise<void> {
  const store = await openEtcd(options);
  try {
    await store.put(key, key);
    assert.deepEqual((await store.get(key))?.value, key);
  } finally {
    store.close();
  }
}

function withServer(title: string, options: StartEtcdOptions, tests: (running: () => RunningEtcd) => void): void {
  describe(title, function () {
    this.timeout(60_000);
    let etcd: RunningEtcd;
    before(async () => {
      etcd = await startEtcd(options);
    });
    after(() => etcd?.stop());
    tests(() => etcd);
  });
}

function certificatesOf(etcd: RunningEtcd): TestCertificates {
  assert.ok(etcd.certificates);
  return etcd.certificates;
}

withServer('TLS of the server', { tls: 'server' }, running => {
  it('connects with its authority', async () => {
    const etcd = running();
    await writesAndReads({ endpoints: etcd.endpoints, tls: { ca: certificatesOf(etcd).ca } });
  });

  it('takes a name in place of the address', async () => {
    const etcd = running();
    const tls = { ca: certificatesOf(etcd).ca };
    await writesAndReads({ endpoints: etcd.endpoints.map(url => url.replace('127.0.0.1', 'localhost')), tls });
    await writesAndReads({ endpoints: etcd.endpoints, tls: { ...tls, serverName: 'localhost' } });
  });

  it('says what name the certificate lacks', async () => {
    const etcd = running();
    const tls = { ca: certificatesOf(etcd).ca, serverName: 'other.example' };
    await rejectsWith(openEtcd({ endpoints: etcd.endpoints, tls }), 'tls.wrongHost', {
      endpoint: etcd.endpoints[0],
      host: 'other.example',
      names: 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    });
  });

  it('trusts no unknown authority', async () => {
    const etcd = running();
    const { otherCa } = certificatesOf(etcd);
    for (const tls of [{ ca: otherCa }, {}]) {
      await rejectsWith(openEtcd({ endpoints: etcd.endpoints, tls }), 'tls.unknownAuthority', {
        endpoint: etcd.endpoints[0],
        subject: 'server',
        issuer: 'etcdscope test CA',
      });
    }
  });

  it('says that a plain endpoint is spoken to in the clear', async () => {
    const [endpoint] = running().endpoints.map(url => url.replace('https', 'http')) as [string];
    await rejectsWith(openEtcd({ endpoints: [endpoint] }), 'connection.plaintextToTls', { endpoint });
  });
});

withServer('TLS of both sides', { tls: 'mutual' }, running => {
  const open = (tls: (certificates: TestCertificates) => TlsOptions): Promise<unknown> => {
    const etcd = running();
    return openEtcd({ endpoints: etcd.endpoints, tls: tls(certificatesOf(etcd)) });
  };

  it('connects with a certificate and its key, as text or bytes', async () => {
    const etcd = running();
    const { ca, client } = certificatesOf(etcd);
    await writesAndReads({ endpoints: etcd.endpoints, tls: { ca, ...client } });
    const encoded = { ca: bytesFromText(ca), certificate: bytesFromText(client.certificate) };
    await writesAndReads({ endpoints: etcd.endpoints, tls: { ...encoded, key: bytesFromText(client.key) } });
  });

  it('decrypts the key with its passphrase', async () => {
    const etcd = running();
    const { ca, client, encryptedClientKey, passphrase } = certificatesOf(etcd);
    const tls = { ca, certificate: client.certificate, key: encryptedClientKey, passphrase };
    await writesAndReads({ endpoints: etcd.endpoints, tls });
  });

  it('asks for the passphrase, and says when it is wrong', async () => {
    const encrypted = (passphrase?: string) =>
      open(({ ca, client, encryptedClientKey }) => ({
        ca,
        certificate: client.certificate,
        key: encryptedClientKey,
        ...(passphrase !== undefined && { passphrase }),
      }));
    await rejectsWith(encrypted(), 'tls.badPassphrase', { missing: true });
    await rejectsWith(encrypted('wrong'), 'tls.badPassphrase', { missing: false });
  });

  it('says that a client certificate is required', async () => {
    await rejectsWith(
      open(({ ca }) => ({ ca })),
      'tls.clientCertificateRequired',
      { endpoint: running().endpoints[0] },
    );
  });

  it('says that the client certificate is rejected', async () => {
    const facts = { endpoint: running().endpoints[0] };
    await rejectsWith(
      open(({ ca, otherClient }) => ({ ca, ...otherClient })),
      'tls.clientCertificateRejected',
      facts,
    );
    await rejectsWith(
      open(({ ca, expiredClient }) => ({ ca, ...expiredClient })),
      'tls.clientCertificateRejected',
      facts,
    );
  });

  it('compares key and certificate before dialing', async () => {
    await rejectsWith(
      open(({ ca, client, otherClient }) => ({ ca, certificate: client.certificate, key: otherClient.key })),
      'tls.keyMismatch',
      { subject: 'CN=client' },
    );
  });
});

const badServers = [
  { title: 'an expired certificate', pick: 'expiredServer', code: 'tls.expired', subject: 'expired' },
  { title: 'a certificate of the future', pick: 'futureServer', code: 'tls.notYetValid', subject: 'future' },
  { title: 'a certificate for another host', pick: 'wrongHostServer', code: 'tls.wrongHost', subject: 'elsewhere' },
] as const;

for (const { title, pick, code, subject } of badServers) {
  // Version 3.4 and 3.5 start with any certificate; the client has to look.
  withServer(
    `a server with ${title}`,
    { tls: 'server', serverCertificate: certificates => certificates[pick] },
    running => {
      it(`is refused with ${code}`, async () => {
        const etcd = running();
        const tls = { ca: certificatesOf(etcd).ca };
        const facts = { endpoint: etcd.endpoints[0], subject };
        const error = await rejectsWith(openEtcd({ endpoints: etcd.endpoints, tls }), code, facts);
        if (code === 'tls.wrongHost') {
          assert.equal(error.facts.names, 'DNS:elsewhere.example, IP Address:192.0.2.1');
          assert.equal(error.facts.host, '127.0.0.1');
          await writesAndReads({ endpoints: etcd.endpoints, tls: { ...tls, serverName: 'elsewhere.example' } });
        } else {
          assert.equal(Number.isNaN(Date.parse(String(error.facts.validTo))), false);
          assert.equal(Number.isNaN(Date.parse(String(error.facts.validFrom))), false);
        }
      });
    },
  );
}
