import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { openEtcd } from '../../../src/core/etcd';
import { freePorts, makeCertificates, type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';

const timeouts = { connect: 400, call: 1000 };

/** Listens on a free port while the work is done, then ends all that was connected. */
async function listening(server: Server, work: (port: number) => Promise<unknown>): Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // The other side may go at any moment.
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    await work(address.port);
  } finally {
    for (const socket of sockets) {
      socket.destroy();
    }
    await new Promise(resolve => server.close(resolve));
  }
}

describe('endpoints that are no etcd', function () {
  this.timeout(30_000);
  const certificates = makeCertificates();
  const tls = { ca: certificates.ca };
  const identity = { cert: certificates.server.certificate, key: certificates.server.key };

  it('nobody listens', async () => {
    const [port] = await freePorts(1);
    const endpoint = `http://127.0.0.1:${port}`;
    await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts }), 'connection.refused', {
      endpoint,
      reason: 'ECONNREFUSED',
    });
  });

  it('no such host', async () => {
    // A name that never resolves (RFC 6761, 6.4).
    const endpoint = 'http://etcd.invalid:2379';
    const slowEnoughForDns = { ...timeouts, connect: 10_000 };
    await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts: slowEnoughForDns }), 'connection.hostNotFound', {
      endpoint,
      host: 'etcd.invalid',
    });
  });

  it('an HTTP server', async () => {
    const server = createHttpServer((_request, response) => response.end('hello'));
    await listening(server, async port => {
      const endpoint = `http://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts }), 'connection.notEtcd', {
        endpoint,
        answer: 'http1',
      });
      const secure = `https://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [secure], tls, timeouts }), 'connection.tlsToPlaintext', {
        endpoint: secure,
      });
    });
  });

  it('an HTTPS server', async () => {
    const server = createHttpsServer(identity, (_request, response) => response.end('hello'));
    await listening(server, async port => {
      const endpoint = `https://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [endpoint], tls, timeouts }), 'connection.notEtcd', {
        endpoint,
        answer: 'noHttp2',
      });
      const plain = `http://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [plain], timeouts }), 'connection.plaintextToTls', { endpoint: plain });
    });
  });

  it('an HTTP/2 server without gRPC', async () => {
    const server = createHttp2Server((_request, response) => {
      response.statusCode = 404;
      response.end('not here');
    });
    await listening(server, async port => {
      const endpoint = `http://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts }), 'connection.notEtcd', { endpoint });
    });
  });

  it('a port that says nothing', async () => {
    const server = createServer(socket => socket.resume());
    await listening(server, async port => {
      const endpoint = `http://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts }), 'connection.timeout', {
        endpoint,
        stage: 'http2',
      });
      const secure = `https://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [secure], tls, timeouts }), 'connection.timeout', {
        endpoint: secure,
        stage: 'tls',
      });
    });
  });

  it('a port that hangs up', async () => {
    const server = createServer(socket => socket.destroy());
    await listening(server, async port => {
      const endpoint = `http://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts }), 'connection.notEtcd', {
        endpoint,
        answer: 'closed',
      });
      const secure = `https://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [secure], tls, timeouts }), 'tls.other', { endpoint: secure });
    });
  });

  it('a port that says something else', async () => {
    const server = createServer(socket => socket.write('220 mail.example ESMTP\r\n'));
    await listening(server, async port => {
      const endpoint = `http://127.0.0.1:${port}`;
      await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts }), 'connection.notEtcd', {
        endpoint,
        answer: 'unknown',
      });
    });
  });

  describe('and an etcd that is spoken to wrongly', () => {
    let etcd: RunningEtcd;
    before(async () => {
      etcd = await startEtcd();
    });
    after(() => etcd?.stop());

    it('TLS to a plain port', async () => {
      const [endpoint] = etcd.endpoints.map(url => url.replace('http', 'https')) as [string];
      await rejectsWith(openEtcd({ endpoints: [endpoint], timeouts }), 'connection.tlsToPlaintext', { endpoint });
    });
  });
});
