import { EtcdscopeError } from '../../base/errors';
import type { Endpoint } from '../endpoint';

/** What Node's name for a failed connection means: `connection.…`, or `tls.other` with fact `reason`. */
export function httpProblem(endpoint: Endpoint, cause: NodeJS.ErrnoException): EtcdscopeError {
  const facts = { endpoint: endpoint.url, reason: cause.code?.slice(0, 100) };
  switch (cause.code) {
    case 'ECONNREFUSED':
      return new EtcdscopeError('connection.refused', facts, { cause });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new EtcdscopeError('connection.hostNotFound', { ...facts, host: endpoint.host }, { cause });
    case 'ECONNRESET':
    case 'EPIPE':
      return new EtcdscopeError('connection.lost', facts, { cause });
    default:
  }
  if (/^HPE_/.test(cause.code ?? '')) {
    return new EtcdscopeError('connection.notEtcd', { ...facts, answer: 'unknown' }, { cause });
  }
  return /^(ERR_(TLS|SSL|OSSL)|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/.test(cause.code ?? '')
    ? new EtcdscopeError('tls.other', facts, { cause })
    : new EtcdscopeError('connection.unreachable', facts, { cause });
}
