import type { Disposable } from '../../core/base/disposable';
import { EtcdscopeError, hasCode, isEtcdscopeError } from '../../core/base/errors';
import { throwIfAborted } from '../../core/base/limiter';
import type { EtcdStore } from '../../core/etcd';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { Connection, ConnectionConfiguration, ConnectionState } from './connection';
import type { OpenedSnapshot } from './snapshot/openedSnapshot';

/** A source that answered, and how to let go of it. */
export interface OpenedConnection {
  readonly reader: KeyspaceReader;
  readonly store?: EtcdStore;
  readonly snapshot?: OpenedSnapshot;
  readonly version: string;
  /** Ends running calls as well. */
  close(): void;
}

/** Opens what a configuration describes; may ask the user on the way. Throws `cancelled` when the user declines. */
export type OpenConnection = (
  configuration: ConnectionConfiguration,
  options: {
    readonly signal: AbortSignal;
    /** To be called when what is known of the open source changes. */
    readonly changed?: () => void;
  },
) => Promise<OpenedConnection>;

type ConnectedState = Extract<ConnectionState, { kind: 'connected' }>;

interface Attempt {
  readonly controller: AbortController;
  readonly result: Promise<ConnectedState>;
}

/** One configured connection through its states: at most one attempt to connect and one open source at a time. */
export class ConnectionSession implements Connection, Disposable {
  private currentState: ConnectionState = { kind: 'disconnected' };
  private attempt: Attempt | undefined;
  private opened: OpenedConnection | undefined;
  browsedRevision: bigint | undefined;

  constructor(
    private currentConfiguration: ConnectionConfiguration,
    private readonly open: OpenConnection,
    private readonly onDidChangeState: (session: ConnectionSession) => void,
    private readonly onDidChangeSource: () => void = () => undefined,
  ) {}

  get configuration(): ConnectionConfiguration {
    return this.currentConfiguration;
  }

  get state(): ConnectionState {
    return this.currentState;
  }

  /** Whether it is connected or about to be. */
  get isWanted(): boolean {
    return this.currentState.kind === 'connected' || this.currentState.kind === 'connecting';
  }

  /** Takes over what matters to the next attempt only, such as a new name; an open source stays as it is. */
  setConfiguration(configuration: ConnectionConfiguration): void {
    this.currentConfiguration = configuration;
  }

  /**
   * Answers the connected state, joining an attempt that is under way.
   * Throws what kept it from connecting, and `cancelled` when it was disconnected meanwhile.
   */
  connect(): Promise<ConnectedState> {
    if (this.currentState.kind === 'connected') {
      return Promise.resolve(this.currentState);
    }
    if (this.attempt === undefined) {
      const controller = new AbortController();
      this.attempt = { controller, result: this.run(controller.signal) };
      this.setState({ kind: 'connecting' });
    }
    return this.attempt.result;
  }

  /** Closes what is open and gives up what is under way; nothing in the cluster is touched. */
  disconnect(): void {
    this.attempt?.controller.abort();
    this.attempt = undefined;
    this.browsedRevision = undefined;
    const opened = this.opened;
    this.opened = undefined;
    this.setState({ kind: 'disconnected' });
    opened?.close();
  }

  dispose(): void {
    this.disconnect();
  }

  private async run(signal: AbortSignal): Promise<ConnectedState> {
    try {
      const opened = await this.openUnlessAborted(signal);
      this.opened = opened;
      const { close, ...source } = opened;
      const state: ConnectedState = { kind: 'connected', ...source };
      this.attempt = undefined;
      this.setState(state);
      return state;
    } catch (error) {
      // A disconnect has set the state already, and a newer attempt may be under way.
      throwIfAborted(signal);
      this.attempt = undefined;
      const failure = withConnection(error, this.currentConfiguration.id);
      this.setState(hasCode(failure, 'cancelled') ? { kind: 'disconnected' } : { kind: 'failed', error: failure });
      throw failure;
    }
  }

  /** Does not wait for an attempt that nobody wants any more; should it succeed late, it is closed at once. */
  private openUnlessAborted(signal: AbortSignal): Promise<OpenedConnection> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new EtcdscopeError('cancelled')), { once: true });
      this.open(this.currentConfiguration, { signal, changed: this.onDidChangeSource }).then(opened => {
        if (signal.aborted) {
          opened.close();
        } else {
          resolve(opened);
        }
      }, reject);
    });
  }

  private setState(state: ConnectionState): void {
    if (state.kind !== this.currentState.kind || state.kind === 'failed') {
      this.currentState = state;
      this.onDidChangeState(this);
    }
  }
}

/** The error with the connection among its facts, so that its sentence can name the cluster. */
function withConnection(error: unknown, connectionId: string): EtcdscopeError {
  return isEtcdscopeError(error)
    ? new EtcdscopeError(error.code, { connectionId, ...error.facts }, { cause: error.cause })
    : new EtcdscopeError('call.failed', { connectionId }, { cause: error });
}
