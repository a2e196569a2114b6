import { bytesFromText } from '../../base/bytes';
import type { EtcdStore } from '../../etcd';
import { type Fact, factOf, known } from '../fact';
import type { AuthenticationFacts } from '../healthFacts';
import type { Deadline } from '../members/deadline';

/**
 * Whether the cluster asks who one is.
 * @throws {EtcdscopeError} `cancelled`.
 */
export async function authenticationFacts(
  store: EtcdStore,
  endpoint: string,
  deadline: Deadline,
  signal: AbortSignal | undefined,
): Promise<Fact<AuthenticationFacts>> {
  const { memberAccess } = store;
  if (memberAccess.hasCredentials) {
    // A name was given, and etcd said what it makes of it when it was asked for a token.
    return known({ isEnabled: !store.isAuthenticationDisabled });
  }
  const options = () => ({ timeoutMilliseconds: deadline.left, signal });
  const asked = await factOf(memberAccess.authStatus(endpoint, options()));
  if (asked.value) {
    return known({ isEnabled: asked.value.isEnabled });
  }
  // Only where authentication is on is there anything to be refused for.
  if (/^auth\./.test(asked.problem.code)) {
    return known({ isEnabled: true });
  }
  // Before 3.5 nobody tells. But who shows neither password nor certificate is let in only where it is off.
  if (memberAccess.hasClientCertificate) {
    return { problem: asked.problem };
  }
  const read = await factOf(memberAccess.look(endpoint, { key: anyKey, isSerializable: true }, options()));
  if (read.value) {
    return known({ isEnabled: false });
  }
  return /^auth\./.test(read.problem.code) ? known({ isEnabled: true }) : { problem: read.problem };
}

const anyKey = bytesFromText('health');
