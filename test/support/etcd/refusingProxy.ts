import { connect, createServer, type IncomingHttpHeaders } from 'node:http2';

export interface RefusingProxy {
  readonly port: number;
  close(): void;
}

/** What gRPC adds itself, or may not be sent on. */
const connectionHeaders = new Set(['connection', 'host']);

/**
 * A way to an etcd over plain HTTP/2 that refuses some calls as etcd refuses a user: for versions whose permissions
 * differ from those of the version at hand.
 *
 * @param paths Such as `/etcdserverpb.Maintenance/Status`.
 */
export async function startRefusingProxy(targetPort: number, paths: readonly string[]): Promise<RefusingProxy> {
  const target = connect(`http://127.0.0.1:${targetPort}`);
  target.on('error', () => {});
  const server = createServer();
  server.on('session', session => {
    session.on('error', () => {});
    target.once('close', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (paths.includes(headers[':path'] ?? '')) {
      stream.respond(
        {
          ':status': 200,
          'content-type': 'application/grpc',
          'grpc-status': '7',
          'grpc-message': 'etcdserver: permission denied',
        },
        { endStream: true },
      );
      return;
    }
    const onward = target.request(
      Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.has(name))),
    );
    onward.on('error', () => stream.destroy());
    let trailers: IncomingHttpHeaders = {};
    onward.on('response', (answer, flags) => {
      // Bit 1 says that nothing follows (RFC 9113, 6.2).
      const isOver = (flags & 1) === 1;
      stream.respond(answer, { endStream: isOver, waitForTrailers: !isOver });
    });
    onward.on('trailers', received => {
      trailers = received;
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.pipe(onward).pipe(stream);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The proxy has no port');
  }
  return {
    port: address.port,
    close: () => {
      target.destroy();
      server.close();
    },
  };
}
