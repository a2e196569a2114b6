import { type Endpoint, parseEndpoints } from '../endpoint';

/** Why an address that a member advertises is not dialed. */
export type UnusableAddress = 'unspecifiedAddress' | 'loopbackAddress' | 'plaintextAddress' | 'malformedAddress';

/** A DNS name has 253 characters at most. */
const mostCharacters = 300;

/**
 * Whether a client URL out of the member list can be dialed from here. The list is the cluster's word, so it is not
 * followed blindly: not to this machine unless the connection is to it, and not in the clear where TLS was meant.
 *
 * @param own The endpoints of the connection.
 */
export function advertisedAddress(url: string, own: readonly Endpoint[]): Endpoint | UnusableAddress {
  let endpoint: Endpoint | undefined;
  try {
    [endpoint] = url.length > mostCharacters ? [] : parseEndpoints([url], false);
  } catch {
    // Any text may stand there; what is wrong with it does not matter.
    return 'malformedAddress';
  }
  if (!endpoint) {
    return 'malformedAddress';
  }
  if (/^(0\.0\.0\.0|::|0{0,4}(:0{0,4}){2,7})$/.test(endpoint.host)) {
    return 'unspecifiedAddress';
  }
  if (isLoopback(endpoint.host) && !own.some(({ host }) => isLoopback(host))) {
    return 'loopbackAddress';
  }
  if (!endpoint.isSecure && own.some(({ isSecure }) => isSecure)) {
    return 'plaintextAddress';
  }
  return endpoint;
}

/** Whether a host, in lower case and without brackets, is this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/.test(host);
}
