import { type ServiceError, status } from '@grpc/grpc-js';
import { type ErrorCode, type ErrorFacts, EtcdscopeError } from '../base/errors';

/** What etcd says, by its own words (etcd-io/etcd, api/v3rpc/rpctypes/error.go), the same in 3.4 and 3.5. */
const codeByMessage: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^etcdserver: mvcc: required revision has been compacted/, 'revision.compacted'],
  [/^etcdserver: mvcc: required revision is a future revision/, 'revision.future'],
  [/^etcdserver: mvcc: database space exceeded/, 'cluster.noSpace'],
  [/^etcdserver: too many requests/, 'cluster.tooManyRequests'],
  [/^etcdserver: (no leader|leader changed|not leader)/, 'cluster.noLeader'],
  [/^(etcdserver: request timed out|context deadline exceeded)/, 'call.timeout'],
  [/^etcdserver: server stopped/, 'connection.lost'],
  [/^etcdserver: request is too large/, 'request.tooLarge'],
  [/^etcdserver: key is not provided/, 'key.invalid'],
  [/^etcdserver: key not found/, 'key.notFound'],
  [/^etcdserver: requested lease not found/, 'lease.notFound'],
  [/^etcdserver: permission denied/, 'auth.permissionDenied'],
  [/^etcdserver: authentication failed/, 'auth.failed'],
  [/^etcdserver: authentication is not enabled/, 'auth.notEnabled'],
  [/^etcdserver: user name is empty/, 'auth.required'],
  [/^etcdserver: (invalid auth token|revision of auth store is old)/, 'auth.tokenExpired'],
  [/^etcdserver: .*not supported for learner/, 'call.unsupported'],
  // What gRPC says, grpc-go on the server's side and grpc-js on ours.
  [/^(grpc: received|trying to send) message .*larger than max/, 'request.tooLarge'],
  [/^Received message (larger than max|that decompresses to a size larger than)/, 'message.tooLarge'],
  [/^Received HTTP status code/, 'connection.notEtcd'],
  [/^unknown (service|method)/, 'connection.notEtcd'],
];

/** For what says nothing that is known. */
const codeByStatus: Readonly<Partial<Record<status, ErrorCode>>> = {
  // Ours never come here: the other side ended the call, as a server does that stops.
  [status.CANCELLED]: 'connection.lost',
  [status.DEADLINE_EXCEEDED]: 'call.timeout',
  [status.PERMISSION_DENIED]: 'auth.permissionDenied',
  [status.UNAUTHENTICATED]: 'auth.tokenExpired',
  [status.UNAVAILABLE]: 'connection.lost',
  [status.UNIMPLEMENTED]: 'call.unsupported',
};

/**
 * Turns what gRPC reports into one of our codes. `server` among the facts is what the server said, where the code alone
 * does not; it is cut short and holds no control characters, as it may come from anyone.
 */
export function translateError(error: ServiceError, facts: ErrorFacts): EtcdscopeError {
  const message = typeof error.details === 'string' ? error.details : '';
  const known = codeByMessage.find(([words]) => words.test(message))?.[1];
  const code = known ?? codeByStatus[error.code] ?? 'call.failed';
  const size = /larger than max \((\d+) vs\.? (\d+)\)/.exec(message);
  return new EtcdscopeError(
    code,
    {
      ...facts,
      ...(size && { size: Number(size[1]), limit: Number(size[2]) }),
      ...(needsWords(code) && { server: printable(message), status: status[error.code] }),
    },
    { cause: error },
  );
}

/**
 * The same for words alone, as a watch is canceled with: "rpc error: code = … desc = etcdserver: …", or the end of that.
 */
export function translateWords(words: string, facts: ErrorFacts): EtcdscopeError {
  const message = words.replace(/^rpc error: code = \w+ desc = /, '');
  const code = codeByMessage.find(([known]) => known.test(message))?.[1] ?? 'call.failed';
  return new EtcdscopeError(code, { ...facts, ...(needsWords(code) && { server: printable(message) }) });
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && typeof (error as Partial<ServiceError>).code === 'number' && 'details' in error;
}

function needsWords(code: ErrorCode): boolean {
  return (
    code === 'call.failed' || code === 'call.unsupported' || code === 'connection.notEtcd' || code === 'connection.lost'
  );
}

/** The beginning of what a server said, without control characters: it may come from anyone. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 300);
}
