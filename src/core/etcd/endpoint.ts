import { EtcdscopeError } from '../base/errors';

/** Where a member listens for clients. */
export interface Endpoint {
  /** As shown and as facts name it: scheme, host and port, nothing else. */
  readonly url: string;
  readonly isSecure: boolean;
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** etcd's registered client port (etcd-io/etcd, server/embed/config.go, DefaultListenClientURLs). */
const defaultPort = 2379;

/** A cluster of more members than that is a mistake in the settings; etcd recommends seven at most. */
const mostEndpoints = 64;

const pattern = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[^\s/?#@:[\]]+)(?::(\d+))?\/?$/i;

/**
 * Reads `http(s)://host:port`. As with etcdctl the scheme may be left out: it is then https where TLS material is
 * given, else http. Without a port it is 2379. Repeated endpoints count once.
 *
 * @throws {EtcdscopeError} `configuration.invalid` with facts `field`, `reason` (`empty`, `malformed`, `scheme`,
 *   `port`, `mixedSchemes`, `tlsOverHttp`, `tooMany`) and, where one endpoint is to blame, `endpoint`.
 */
export function parseEndpoints(texts: readonly string[], hasTls: boolean): readonly Endpoint[] {
  if (!Array.isArray(texts) || texts.length === 0) {
    throw invalid('empty');
  }
  if (texts.length > mostEndpoints) {
    throw invalid('tooMany');
  }
  const byUrl = new Map(texts.map(text => parseEndpoint(text, hasTls)).map(endpoint => [endpoint.url, endpoint]));
  const endpoints = [...byUrl.values()];
  const plain = endpoints.find(endpoint => !endpoint.isSecure);
  if (plain && endpoints.some(endpoint => endpoint.isSecure)) {
    throw invalid('mixedSchemes', plain.url);
  }
  // Certificates say that encryption was meant: a typing error in the scheme must not send a password in the clear.
  if (plain && hasTls) {
    throw invalid('tlsOverHttp', plain.url);
  }
  return endpoints;
}

function parseEndpoint(text: string, hasTls: boolean): Endpoint {
  const match = typeof text === 'string' ? pattern.exec(text.trim()) : null;
  if (!match) {
    throw invalid('malformed', withoutSecrets(String(text)));
  }
  const scheme = match[1]?.toLowerCase() ?? (hasTls ? 'https' : 'http');
  if (scheme !== 'http' && scheme !== 'https') {
    throw invalid('scheme', text);
  }
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port < 1 || port > 65535) {
    throw invalid('port', text);
  }
  const host = (match[2] ?? '').toLowerCase();
  return {
    url: `${scheme}://${host}:${port}`,
    isSecure: scheme === 'https',
    host: host.replace(/^\[|\]$/g, ''),
    port,
  };
}

/** What stands before an @ may be a password. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/.*@/, '//…@').slice(0, 200);
}

function invalid(reason: string, endpoint?: string): EtcdscopeError {
  return new EtcdscopeError('configuration.invalid', { field: 'endpoints', reason, endpoint });
}
