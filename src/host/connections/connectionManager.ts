import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { EtcdscopeError, hasCode } from '../../core/base/errors';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { KeyWriter } from '../../core/keyspace/keyWriter';
import { type Connection, type ConnectionConfiguration, type Connections, placeOf } from './connection';
import { ConnectionSession, type OpenConnection } from './connectionSession';

/** What the manager tells about itself; the log of the window is one. */
export interface ConnectionLog {
  info(message: string): void;
  error(what: string, error: unknown): void;
}

/** Keeps one session for each configured connection, and follows the configuration as it changes. */
export class ConnectionManager implements Connections, Disposable {
  private readonly listChanges = new Emitter<void>();
  private readonly stateChanges = new Emitter<Connection>();
  private sessions: ReadonlyMap<string, ConnectionSession> = new Map();

  readonly onDidChangeList = this.listChanges.event;
  readonly onDidChangeState = this.stateChanges.event;

  constructor(
    private readonly open: OpenConnection,
    private readonly log: ConnectionLog,
  ) {}

  get all(): readonly Connection[] {
    return [...this.sessions.values()];
  }

  find(id: string): Connection | undefined {
    return this.sessions.get(id);
  }

  /**
   * Makes the list of connections this one. What is gone is closed; what would be reached otherwise than before is
   * closed, and connected anew where it was connected; all others stay as they are.
   */
  setConfigurations(configurations: readonly ConnectionConfiguration[]): void {
    const before = this.sessions;
    const after = new Map<string, ConnectionSession>();
    const reconnecting: ConnectionSession[] = [];
    let changed = !sameOrder([...before.keys()], configurations);
    for (const configuration of configurations) {
      const session = before.get(configuration.id) ?? this.createSession(configuration);
      after.set(configuration.id, session);
      const previous = session.configuration;
      if (!isSame(previous, configuration)) {
        changed = true;
        const wasWanted = session.isWanted;
        if (!isReachedTheSameWay(previous, configuration)) {
          session.disconnect();
          if (wasWanted) {
            reconnecting.push(session);
          }
        }
        session.setConfiguration(configuration);
      }
    }
    this.sessions = after;
    for (const [id, session] of before) {
      if (!after.has(id)) {
        session.dispose();
      }
    }
    if (changed) {
      this.listChanges.fire();
    }
    for (const session of reconnecting) {
      void this.connectInBackground(session);
    }
  }

  async reader(id: string): Promise<KeyspaceReader> {
    return (await this.connected(id)).reader;
  }

  async writer(id: string): Promise<KeyWriter> {
    const { readOnly, snapshot } = this.session(id).configuration;
    if (readOnly) {
      throw new EtcdscopeError('store.readOnly', { connectionId: id, ...(snapshot && { reason: 'snapshot' }) });
    }
    const { store } = await this.connected(id);
    if (store === undefined) {
      throw new EtcdscopeError('store.readOnly', { connectionId: id });
    }
    return store;
  }

  async connect(id: string): Promise<void> {
    await this.connected(id);
  }

  async disconnect(id: string): Promise<void> {
    this.sessions.get(id)?.disconnect();
  }

  browseAt(id: string, revision: bigint | undefined): void {
    this.session(id).browsedRevision = revision;
    this.listChanges.fire();
  }

  dispose(): void {
    this.listChanges.dispose();
    this.stateChanges.dispose();
    for (const session of this.sessions.values()) {
      session.dispose();
    }
    this.sessions = new Map();
  }

  private createSession(configuration: ConnectionConfiguration): ConnectionSession {
    const stateChanged = (session: ConnectionSession) => {
      this.logState(session);
      this.stateChanges.fire(session);
    };
    return new ConnectionSession(configuration, this.open, stateChanged, () => this.listChanges.fire());
  }

  private session(id: string): ConnectionSession {
    const session = this.sessions.get(id);
    if (session === undefined) {
      throw new EtcdscopeError('configuration.invalid', { reason: 'unknownConnection', connectionId: id });
    }
    return session;
  }

  private connected(id: string): ReturnType<ConnectionSession['connect']> {
    return this.session(id).connect();
  }

  private async connectInBackground(session: ConnectionSession): Promise<void> {
    try {
      await session.connect();
    } catch (error) {
      // The state tells the user; the log has it from there as well.
      if (!hasCode(error, 'cancelled') && session.state.kind !== 'failed') {
        this.log.error(`Reconnecting ${session.configuration.id}`, error);
      }
    }
  }

  private logState({ configuration, state }: ConnectionSession): void {
    const { id } = configuration;
    if (state.kind === 'failed') {
      this.log.error(`Connection ${id} to ${placeOf(configuration)}`, state.error);
    } else {
      const version = state.kind === 'connected' && state.version !== '' ? ` to etcd ${state.version}` : '';
      this.log.info(`Connection ${id} is ${state.kind}${version}`);
    }
  }
}

function sameOrder(ids: readonly string[], configurations: readonly ConnectionConfiguration[]): boolean {
  return ids.length === configurations.length && configurations.every(({ id }, index) => id === ids[index]);
}

/** Parsed configurations have their fields in one order, so that equal ones have equal texts. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isReachedTheSameWay(a: ConnectionConfiguration, b: ConnectionConfiguration): boolean {
  const way = ({ endpoints, tls, username, readOnly, snapshot }: ConnectionConfiguration) => [
    endpoints,
    tls,
    username,
    readOnly,
    snapshot,
  ];
  return isSame(way(a), way(b));
}
