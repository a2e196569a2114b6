/**
 * Errors are data until the rim: a code and the facts that a sentence needs, never a sentence for users and never a value.
 */

export type ErrorCode =
  // Reaching a member
  | 'connection.refused'
  | 'connection.hostNotFound'
  | 'connection.unreachable'
  | 'connection.timeout'
  | 'connection.lost'
  | 'connection.closed'
  | 'connection.notEtcd'
  | 'connection.plaintextToTls'
  | 'connection.tlsToPlaintext'
  // TLS
  | 'tls.unknownAuthority'
  | 'tls.expired'
  | 'tls.notYetValid'
  | 'tls.wrongHost'
  | 'tls.clientCertificateRequired'
  | 'tls.clientCertificateRejected'
  | 'tls.badCertificateFile'
  | 'tls.keyMismatch'
  | 'tls.badPassphrase'
  | 'tls.other'
  // Who may do what
  | 'auth.failed'
  | 'auth.tokenExpired'
  | 'auth.required'
  | 'auth.notEnabled'
  | 'auth.permissionDenied'
  | 'store.readOnly'
  | 'store.notLive'
  // What the store answered
  | 'key.notFound'
  | 'key.conflict'
  | 'key.invalid'
  | 'lease.notFound'
  | 'revision.compacted'
  | 'revision.future'
  | 'cluster.noSpace'
  | 'cluster.noLeader'
  | 'cluster.tooManyRequests'
  | 'cluster.replaced'
  | 'message.tooLarge'
  | 'request.tooLarge'
  | 'call.timeout'
  | 'call.unsupported'
  | 'call.failed'
  // Snapshot files
  | 'snapshot.unreadable'
  | 'snapshot.notDatabase'
  | 'snapshot.noKeyBucket'
  | 'snapshot.damaged'
  | 'snapshot.changed'
  | 'snapshot.tooLarge'
  | 'snapshot.closed'
  | 'snapshot.notUnpacked'
  // Encryption at rest
  | 'encryption.badConfiguration'
  | 'encryption.badKeyName'
  | 'encryption.malformed'
  | 'encryption.unknownProvider'
  | 'encryption.keyMissing'
  | 'encryption.decryptionFailed'
  | 'encryption.kmsRequired'
  | 'encryption.kmsFailed'
  // What the user gave
  | 'configuration.invalid'
  | 'file.unreadable'
  | 'edit.invalid'
  | 'cancelled';

export type ErrorFacts = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/**
 * The one error class of `core`. Bundles that load on first use carry a copy of this module each, so `instanceof` may
 * fail between them: ask with {@link isEtcdscopeError}.
 */
export class EtcdscopeError extends Error {
  readonly isEtcdscopeError = true;

  constructor(
    readonly code: ErrorCode,
    readonly facts: ErrorFacts = {},
    options?: { readonly cause?: unknown },
  ) {
    super(describe(code, facts), options);
    this.name = 'EtcdscopeError';
  }
}

export function isEtcdscopeError(error: unknown): error is EtcdscopeError {
  return error instanceof Error && (error as Partial<EtcdscopeError>).isEtcdscopeError === true;
}

export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): error is EtcdscopeError {
  return isEtcdscopeError(error) && codes.includes(error.code);
}

/** For logs and test output: the code and its facts, which never hold a value. */
function describe(code: ErrorCode, facts: ErrorFacts): string {
  const parts = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? code : `${code} (${parts.join(', ')})`;
}
