import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { certificateOf } from '../../../src/core/etcd/members/handshake';
import { HttpReader } from '../../../src/core/etcd/members/httpGet';
import { makeCertificates, type TestCertificates } from '../../support/etcd/certificates';

describe('reading over HTTP from a member', () => {
  const never = new AbortController().signal;
  let certificates: TestCertificates;
  let server: Server;
  let connections: number;

  beforeEach(async () => {
    certificates = makeCertificates();
    connections = 0;
    const { certificate, key } = certificates.server;
    server = createServer({ cert: certificate, key }, (_request, response) => response.end('{}'));
    server.on('secureConnection', () => connections++);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function subjects(mostAge: number | undefined): Promise<readonly (string | undefined)[]> {
    const { port } = server.address() as AddressInfo;
    const reader = new HttpReader({ ca: Buffer.from(certificates.ca) }, mostAge);
    const endpoint = { url: `https://127.0.0.1:${port}`, isSecure: true, host: '127.0.0.1', port };
    const subject = async () =>
      (await reader.get(endpoint, '/', { mostBytes: 100, signal: never })).certificate?.subject;
    try {
      const before = await subject();
      const { certificate, key } = certificates.expiringServer;
      server.setSecureContext({ cert: certificate, key });
      return [before, await subject()];
    } finally {
      reader.close();
    }
  }

  it('uses one connection for questions that follow each other, which shows one certificate', async () => {
    assert.deepEqual(await subjects(undefined), ['server', 'server']);
    assert.equal(connections, 1);
  });

  it('learns the certificate of a port that speaks HTTP/2 alone, and why there is none', async () => {
    const { certificate: cert, key } = certificates.server;
    // As a server of gRPC alone does with what begins otherwise.
    const alone = createTlsServer({ cert, key, ALPNProtocols: ['h2'] }, socket => {
      socket.on('error', () => undefined).once('data', () => socket.destroy());
    });
    await new Promise<void>(resolve => alone.listen(0, '127.0.0.1', resolve));
    const { port } = alone.address() as AddressInfo;
    const endpoint = { url: `https://127.0.0.1:${port}`, isSecure: true, host: '127.0.0.1', port };
    const tls = { ca: Buffer.from(certificates.ca) };
    const reader = new HttpReader(tls);
    await assert.rejects(reader.get(endpoint, '/', { mostBytes: 100, signal: never }), { code: 'connection.lost' });
    reader.close();
    assert.equal((await certificateOf(endpoint, tls, never))?.subject, 'server');
    await assert.rejects(certificateOf(endpoint, { ca: Buffer.from(certificates.otherCa) }, never), {
      code: 'tls.other',
    });
    await assert.rejects(certificateOf(endpoint, tls, AbortSignal.abort()), { code: 'cancelled' });
    alone.close();
  });

  it('sees a renewed certificate once a connection is of age', async () => {
    assert.deepEqual(await subjects(0), ['server', 'expiring']);
    assert.equal(connections, 2);
  });
});
