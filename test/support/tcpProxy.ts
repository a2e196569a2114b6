import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to the connections that pass through. */
export interface TcpProxy {
  readonly port: number;
  /** Connections taken so far. */
  readonly accepted: number;
  /** Bytes wait this long, in milliseconds, before they go on. */
  delay(milliseconds: number): void;
  /** Nothing goes on any more, in either direction; connections stay open and new ones are taken. */
  stall(): void;
  /** Lets bytes pass again, those held back first. */
  resume(): void;
  /** Closes the open connections; new ones are taken. */
  cut(): void;
  /** The same once so many more bytes went to the client, perhaps in the middle of a message. */
  cutAfter(bytes: number): void;
  /** As {@link cut}, with a TCP reset instead of an orderly end. */
  reset(): void;
  /** New connections go to this port from now on. */
  redirect(port: number): void;
  close(): Promise<void>;
}

/** A proxy on a free port of 127.0.0.1 in front of a port there, for tests of bad networks. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let port = targetPort;
  let milliseconds = 0;
  let isStalled = false;
  let accepted = 0;
  let bytesUntilCut = Number.POSITIVE_INFINITY;

  const cut = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  const forward = (from: Socket, to: Socket, isAnswer: boolean) => {
    let previous = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      const due = performance.now() + milliseconds;
      // One after another, so that the order holds while the delay changes.
      previous = previous.then(async () => {
        const wait = due - performance.now();
        if (wait > 0) {
          await sleep(wait);
        }
        if (!isAnswer || chunk.length <= bytesUntilCut) {
          to.write(chunk);
          bytesUntilCut -= isAnswer ? chunk.length : 0;
          return;
        }
        to.write(chunk.subarray(0, bytesUntilCut), cut);
        bytesUntilCut = Number.POSITIVE_INFINITY;
      });
    });
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };

  const server: Server = createServer(client => {
    accepted++;
    const target = connect(port, '127.0.0.1');
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    forward(client, target, false);
    forward(target, client, true);
    if (isStalled) {
      client.pause();
      target.pause();
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The proxy has no port');
  }
  return {
    port: address.port,
    get accepted() {
      return accepted;
    },
    delay: value => {
      milliseconds = value;
    },
    stall: () => {
      isStalled = true;
      for (const socket of sockets) {
        socket.pause();
      }
    },
    resume: () => {
      isStalled = false;
      for (const socket of sockets) {
        socket.resume();
      }
    },
    cut,
    cutAfter: bytes => {
      bytesUntilCut = bytes;
    },
    reset: () => {
      for (const socket of sockets) {
        socket.resetAndDestroy();
      }
    },
    redirect: value => {
      port = value;
    },
    close: async () => {
      cut();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
