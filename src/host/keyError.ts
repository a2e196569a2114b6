import { type ErrorFacts, EtcdscopeError, isEtcdscopeError } from '../core/base/errors';
import { keyText } from '../core/keyspace/keyText';
import type { KeyTarget, PrefixTarget } from './keyTarget';

/** The error with the key and the connection that it is about among its facts, so that its sentence can name them. */
export function errorAbout(error: unknown, target: KeyTarget | PrefixTarget): unknown {
  if (!isEtcdscopeError(error)) {
    return error;
  }
  const about: ErrorFacts =
    'key' in target
      ? { key: keyText(target.key) }
      : { prefix: target.prefix.length === 0 ? undefined : keyText(target.prefix) };
  const facts = { connectionId: target.connectionId, ...about, ...error.facts };
  return new EtcdscopeError(error.code, facts, { cause: error.cause });
}
