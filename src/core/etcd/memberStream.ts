import type { Client, Metadata } from '@grpc/grpc-js';

export interface StreamCall {
  /** As gRPC names it, such as /etcdserverpb.Watch/Watch. */
  readonly path: string;
  readonly metadata: Metadata;
  onMessage(bytes: Uint8Array): void;
  /** Called once, and nothing after it: with gRPC's error, or without one when the other side ended in order. */
  onEnd(error: Error | undefined): void;
}

/** A call with messages in both directions. */
export interface MemberStream {
  send(message: Uint8Array): void;
  /** Takes no more messages from gRPC, which then leaves the server waiting once its buffers are full. */
  pause(): void;
  resume(): void;
  /** Ends the call without a word to `onEnd`. */
  cancel(): void;
}

/** Opens the call on a client that was ready. */
export function openMemberStream(client: Client, call: StreamCall): MemberStream {
  const stream = client.makeBidiStreamRequest<Uint8Array, Uint8Array>(
    call.path,
    message => Buffer.from(message.buffer, message.byteOffset, message.byteLength),
    bytes => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    call.metadata,
    {},
  );
  let isOver = false;
  const end = (error: Error | undefined) => {
    if (!isOver) {
      isOver = true;
      call.onEnd(error);
    }
  };
  stream.on('data', (bytes: Uint8Array) => {
    if (!isOver) {
      call.onMessage(bytes);
    }
  });
  stream.on('error', end);
  stream.on('end', () => end(undefined));
  return {
    send: message => {
      stream.write(message);
    },
    pause: () => {
      stream.pause();
    },
    resume: () => {
      stream.resume();
    },
    cancel: () => {
      isOver = true;
      stream.cancel();
      // What is still buffered would otherwise wait for a reader.
      stream.resume();
    },
  };
}
