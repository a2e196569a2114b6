import { EtcdscopeError, hasCode } from '../../core/base/errors';
import { throwIfAborted } from '../../core/base/limiter';
import type { EtcdOptions, EtcdStore, Timeouts } from '../../core/etcd';
import type { ConnectionConfiguration } from './connection';
import type { ConnectionSecrets, SecretKind } from './connectionSecrets';
import type { OpenConnection, OpenedConnection } from './connectionSession';
import { readTlsFiles } from './tlsFiles';

export interface SecretRequest {
  readonly kind: SecretKind;
  /** Whether the one that was used before did not fit. */
  readonly wasRefused: boolean;
}

export interface OpeningTools {
  openEtcd(options: EtcdOptions): Promise<EtcdStore>;
  readonly secrets: Pick<ConnectionSecrets, 'get' | 'remember'>;
  /** Asks the user; undefined when the user declines. */
  askSecret(
    configuration: ConnectionConfiguration,
    request: SecretRequest,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /** Called when a secret that the user typed turned out right. Nobody waits for it. */
  onSecretProved(configuration: ConnectionConfiguration, kind: SecretKind, secret: string): void;
  callTimeoutSeconds(): number;
}

/** How often a wrong password may be answered with another one. */
const mostRefusals = 3;

const mostMillisecondsToDial = 5000;

/** Opens live clusters: reads the certificate files, asks for the secrets that are missing or wrong, and dials. */
export function createOpenConnection(tools: OpeningTools): OpenConnection {
  return async (configuration, { signal }) => {
    const files = await readTlsFiles(configuration.tls);
    throwIfAborted(signal);
    const typed = new Map<SecretKind, string>();

    const secretFor = async (kind: SecretKind): Promise<string | undefined> =>
      typed.get(kind) ?? (await tools.secrets.get(configuration.id, kind));
    const ask = async (request: SecretRequest): Promise<boolean> => {
      const secret = await tools.askSecret(configuration, request, signal);
      throwIfAborted(signal);
      if (secret !== undefined) {
        typed.set(request.kind, secret);
      }
      return secret !== undefined;
    };

    if (configuration.username !== undefined && (await secretFor('password')) === undefined) {
      if (!(await ask({ kind: 'password', wasRefused: false }))) {
        throw new EtcdscopeError('cancelled');
      }
    }
    for (let refusals = 0; ; refusals++) {
      const password = await secretFor('password');
      const passphrase = await secretFor('passphrase');
      throwIfAborted(signal);
      try {
        const store = await tools.openEtcd({
          endpoints: [...configuration.endpoints],
          ...(files && { tls: { ...files, ...(passphrase !== undefined && { passphrase }) } }),
          ...(configuration.username !== undefined && {
            auth: { username: configuration.username, password: password ?? '' },
          }),
          readOnly: configuration.readOnly ?? false,
          timeouts: timeoutsOf(tools.callTimeoutSeconds() * 1000),
          signal,
        });
        const opened = await describeStore(store, signal);
        for (const [kind, secret] of typed) {
          tools.secrets.remember(configuration.id, kind, secret);
          tools.onSecretProved(configuration, kind, secret);
        }
        return opened;
      } catch (error) {
        const request = secretAskedBy(error, configuration, passphrase !== undefined);
        if (request === undefined || refusals >= mostRefusals || !(await ask(request))) {
          throw withPath(error, configuration);
        }
      }
    }
  };
}

/** What to ask for after a failure, where another secret could help. */
function secretAskedBy(
  error: unknown,
  { username }: ConnectionConfiguration,
  hadPassphrase: boolean,
): SecretRequest | undefined {
  if (hasCode(error, 'auth.failed') && username !== undefined) {
    return { kind: 'password', wasRefused: true };
  }
  return hasCode(error, 'tls.badPassphrase') ? { kind: 'passphrase', wasRefused: hadPassphrase } : undefined;
}

/** The setting is about every call; dialing a member gives up sooner, so that the next one is tried in time. */
function timeoutsOf(milliseconds: number): Timeouts {
  return { connect: Math.min(milliseconds, mostMillisecondsToDial), call: milliseconds, range: milliseconds };
}

async function describeStore(store: EtcdStore, signal: AbortSignal): Promise<OpenedConnection> {
  try {
    const version = await versionOf(store, signal);
    return { reader: store, store, version, close: () => store.close() };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Empty where the user may not ask: with authentication, etcd 3.6.0 to 3.6.11 tells the version to root only. */
async function versionOf(store: EtcdStore, signal: AbortSignal): Promise<string> {
  try {
    return (await store.status({ signal })).version;
  } catch (error) {
    if (hasCode(error, 'auth.permissionDenied')) {
      return '';
    }
    throw error;
  }
}

/** Names the file that a TLS error is about: the core knows what it was for, but not where it came from. */
function withPath(error: unknown, { tls }: ConnectionConfiguration): unknown {
  const field = hasCode(error, 'tls.badCertificateFile') ? error.facts.field : undefined;
  const path =
    field === 'ca' ? tls?.caFile : field === 'certificate' ? tls?.certificateFile : field === 'key' ? tls?.keyFile : '';
  return hasCode(error, 'tls.badCertificateFile') && path
    ? new EtcdscopeError(error.code, { ...error.facts, path }, { cause: error.cause })
    : error;
}
