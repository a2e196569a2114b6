import { Emitter } from '../../../../src/core/base/emitter';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import type { KeyspaceReader } from '../../../../src/core/keyspace/keyspaceReader';
import type { Connection, ConnectionState, Connections } from '../../../../src/host/connections/connection';

/** One connection named `a` whose states a test decides, over any reader. */
export class FakeConnections implements Connections {
  readonly listChanges = new Emitter<void>();
  readonly stateChanges = new Emitter<Connection>();
  readonly onDidChangeList = this.listChanges.event;
  readonly onDidChangeState = this.stateChanges.event;
  readonly configuration = { id: 'a', name: 'A', endpoints: ['http://127.0.0.1:1'] };
  state: ConnectionState = { kind: 'disconnected' };
  /** What connecting ends with. */
  failure: EtcdscopeError | undefined;
  connects = 0;
  browsedRevision: bigint | undefined;

  constructor(public source: KeyspaceReader) {}

  get all(): readonly Connection[] {
    return [this];
  }

  find(id: string): Connection | undefined {
    return id === 'a' ? this : undefined;
  }

  async reader(): Promise<KeyspaceReader> {
    await this.connect();
    return this.source;
  }

  writer(): never {
    throw new EtcdscopeError('store.readOnly');
  }

  async connect(): Promise<void> {
    if (this.state.kind === 'connected') {
      return;
    }
    this.connects++;
    this.setState({ kind: 'connecting' });
    await Promise.resolve();
    if (this.failure) {
      this.setState({ kind: 'failed', error: this.failure });
      throw this.failure;
    }
    this.setState({ kind: 'connected', reader: this.source, version: '3.5.16' });
  }

  async disconnect(): Promise<void> {
    this.setState({ kind: 'disconnected' });
  }

  browseAt(_id: string, revision: bigint | undefined): void {
    this.browsedRevision = revision;
    this.listChanges.fire();
  }

  private setState(state: ConnectionState): void {
    this.state = state;
    this.stateChanges.fire(this);
  }
}
