import { EtcdscopeError, hasCode } from '../base/errors';
import type { CallOptions } from '../base/keyValue';
import type { Credentials } from './authentication';
import { Cluster } from './cluster';
import { parseEndpoints } from './endpoint';
import { EtcdStore, type Timeouts } from './etcdStore';
import { rangeMethod } from './keyValueMessages';
import { MemberChannel } from './memberChannel';
import { MemberAccess } from './members/memberAccess';
import { checkTlsMaterial, type TlsOptions } from './tlsMaterial';

export interface EtcdOptions extends CallOptions {
  /** `http(s)://host:port`, one or more members of one cluster. */
  readonly endpoints: readonly string[];
  readonly tls?: TlsOptions;
  readonly auth?: Credentials;
  /** Refuses every write with `store.readOnly`, before anything is sent. */
  readonly readOnly?: boolean;
  readonly timeouts?: Timeouts;
  /** Bytes of the largest answer to take, 64 MiB by default; a larger one is `message.tooLarge`. */
  readonly mostReceivedBytes?: number;
}

const defaultTimeouts: Required<Timeouts> = { connect: 5000, call: 10_000, range: 60_000, watch: 5000 };
const defaultMostReceivedBytes = 64 * 1024 * 1024;

/**
 * Opens a cluster: checks what was given, then that a member answers, is an etcd, and accepts the user.
 * A cluster without a leader opens too, unless a password must be checked: what can still be read there matters most.
 *
 * @throws {EtcdscopeError} `configuration.invalid` and `tls.…` for what was given, before anything is dialed;
 *   `connection.…`, `tls.…`, `auth.…` for what was found; `cancelled`.
 */
export async function openEtcd(options: EtcdOptions): Promise<EtcdStore> {
  const hasTls = options.tls !== undefined && Object.values(options.tls).some(Boolean);
  const endpoints = parseEndpoints(options.endpoints, hasTls);
  const tls = checkTlsMaterial(options.tls ?? {});
  const timeouts = checkTimeouts(options.timeouts);
  const channelOptions = {
    tls,
    connectMilliseconds: timeouts.connect,
    mostReceivedBytes: options.mostReceivedBytes ?? defaultMostReceivedBytes,
  };
  const channels = endpoints.map(endpoint => new MemberChannel(endpoint, channelOptions));
  const cluster = new Cluster(channels, options.auth?.username ? options.auth : undefined, timeouts.call);
  try {
    await checkAnswer(cluster, timeouts.call, options.signal);
    const access = new MemberAccess(cluster, endpoints, channelOptions, Boolean(options.auth?.username));
    return new EtcdStore(cluster, options.readOnly ?? false, timeouts, access);
  } catch (error) {
    cluster.close();
    throw error;
  }
}

/** The smallest question that only an etcd can answer, and that it answers without asking the other members. */
async function checkAnswer(cluster: Cluster, timeoutMilliseconds: number, signal: AbortSignal | undefined) {
  const question = { key: new Uint8Array([0]), countOnly: true, isSerializable: true };
  try {
    await cluster.call(rangeMethod, question, { timeoutMilliseconds, signal });
  } catch (error) {
    // A user who may not read this key is a user all the same.
    if (!hasCode(error, 'auth.permissionDenied')) {
      throw error;
    }
  }
}

function checkTimeouts(given: Timeouts = {}): Required<Timeouts> {
  const timeouts = { ...defaultTimeouts };
  for (const name of ['connect', 'call', 'range', 'watch'] as const) {
    const milliseconds = given[name] ?? defaultTimeouts[name];
    if (!Number.isFinite(milliseconds) || milliseconds <= 0) {
      throw new EtcdscopeError('configuration.invalid', { field: `timeouts.${name}`, reason: 'malformed' });
    }
    timeouts[name] = milliseconds;
  }
  return timeouts;
}
