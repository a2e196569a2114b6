import { type Client, type Metadata, type ServiceError, status } from '@grpc/grpc-js';

export interface StreamCall {
  /** As gRPC names it, such as /etcdserverpb.Watch/Watch. */
  readonly path: string;
  readonly metadata: Metadata;
  /** Called once for each {@link MemberStream.read}, at most. */
  onMessage(bytes: Uint8Array): void;
  /** Called once, and nothing after it: with gRPC's error, or without one when the other side ended in order. */
  onEnd(error: Error | undefined): void;
}

/** A call with messages in both directions. */
export interface MemberStream {
  send(message: Uint8Array): void;
  /** Lets one more message come. Without it the server has to wait, once the buffers on the way are full. */
  read(): void;
  /** Ends the call without a word to `onEnd`. */
  cancel(): void;
}

/**
 * Opens the call on a client that was ready. It goes past the stream that gRPC's client would wrap it in: that takes up to
 * sixteen messages ahead of its reader, each of which may be as large as messages can be.
 */
export function openMemberStream(client: Client, call: StreamCall): MemberStream {
  let isOver = false;
  const stream = client.getChannel().createCall(call.path, Number.POSITIVE_INFINITY, null, null, null);
  stream.start(call.metadata, {
    onReceiveMetadata: () => {},
    onReceiveMessage: (message: Buffer) => {
      if (!isOver) {
        call.onMessage(new Uint8Array(message.buffer, message.byteOffset, message.byteLength));
      }
    },
    onReceiveStatus: ended => {
      if (!isOver) {
        isOver = true;
        call.onEnd(ended.code === status.OK ? undefined : serviceError(ended));
      }
    },
  });
  return {
    send: message => {
      stream.sendMessageWithContext({}, Buffer.from(message.buffer, message.byteOffset, message.byteLength));
    },
    read: () => stream.startRead(),
    cancel: () => {
      isOver = true;
      stream.cancelWithStatus(status.CANCELLED, '');
    },
  };
}

/** As gRPC's client makes of it for other calls. */
function serviceError(ended: Pick<ServiceError, 'code' | 'details' | 'metadata'>): ServiceError {
  return Object.assign(new Error(`${status[ended.code]}: ${ended.details}`), ended);
}
