/** Where an etcd member answers clients, as `http(s)://host:port`. */

export type EndpointProblem =
  | 'noScheme'
  | 'unknownScheme'
  | 'noHost'
  | 'badPort'
  /** A user or a password: they would be kept in the settings for all to read. */
  | 'credentialsInside'
  /** A path, a query or a fragment: clients of etcd speak gRPC to the root of a port. */
  | 'moreThanHostAndPort';

/** etcd's registered port for clients (IANA service etcd-client). */
const defaultPort = 2379;
const highestPort = 65535;

/** Scheme, then all up to the end of the authority, then the rest. */
const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)(.*)$/is;
/** A name, an IPv4 address, or an IPv6 address in brackets, with a zone perhaps; then a port. */
const hostAndPort = /^(\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[^\s:[\]]+)(?::(\d+))?$/i;

/** The endpoint in its plain form, port included, or what keeps the text from being one. */
export function parseEndpoint(text: string): { readonly endpoint: string } | { readonly problem: EndpointProblem } {
  const [, scheme, authority = '', rest = ''] = parts.exec(text.trim()) ?? [];
  if (authority.includes('@')) {
    return { problem: 'credentialsInside' };
  }
  if (scheme === undefined) {
    return { problem: 'noScheme' };
  }
  if (!/^https?$/i.test(scheme)) {
    return { problem: 'unknownScheme' };
  }
  if (rest !== '' && rest !== '/') {
    return { problem: 'moreThanHostAndPort' };
  }
  const match = hostAndPort.exec(authority);
  if (match === null) {
    return { problem: 'noHost' };
  }
  const port = match[2] === undefined ? defaultPort : Number(match[2]);
  if (port < 1 || port > highestPort) {
    return { problem: 'badPort' };
  }
  return { endpoint: `${scheme}://${match[1]}:${port}`.toLowerCase() };
}

/** What stands between commas, blanks or line ends, as operators paste it. */
export function splitEndpoints(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(part => part !== '');
}

export function usesTls(endpoints: readonly string[]): boolean {
  return endpoints.some(endpoint => /^https:/i.test(endpoint));
}
