import type { Event } from '../../core/base/emitter';
import type { EtcdscopeError } from '../../core/base/errors';
import type { EtcdStore } from '../../core/etcd';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { KeyWriter } from '../../core/keyspace/keyWriter';
import type { OpenedSnapshot } from './snapshot/openedSnapshot';

export const connectionColors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;
export type ConnectionColor = (typeof connectionColors)[number];

/** One entry of the setting `etcdscope.connections`, or a snapshot file that was opened. Secrets are not in it. */
export interface ConnectionConfiguration {
  /** Lower-case letters, digits and hyphens: it is the authority of the URIs of this connection's keys. */
  readonly id: string;
  readonly name: string;
  /** `http(s)://host:port`, at least one; none for a snapshot. */
  readonly endpoints: readonly string[];
  /** The file that stands in for a cluster. Never in the setting. */
  readonly snapshot?: {
    /** On the machine where the extension runs; a `.gz` file is unpacked to be read. */
    readonly path: string;
  };
  /** Paths of PEM files on the machine where the extension runs. */
  readonly tls?: {
    readonly caFile?: string;
    readonly certificateFile?: string;
    readonly keyFile?: string;
    /** The name to expect in the server's certificate where it is not the endpoint's host. */
    readonly serverName?: string;
  };
  readonly username?: string;
  readonly readOnly?: boolean;
  /** Asks for more before anything is deleted, and shows it. */
  readonly production?: boolean;
  /** A short word beside the name, such as "staging". */
  readonly label?: string;
  readonly color?: ConnectionColor;
  /** Overrides the setting `etcdscope.delimiter`. */
  readonly delimiter?: string;
  /** The API server's EncryptionConfiguration, on the machine where the extension runs: values open and save encrypted. */
  readonly encryptionConfigurationFile?: string;
  /** By the name of a KMS v2 plugin, the path of its unix socket. */
  readonly kmsPlugins?: Readonly<Record<string, string>>;
  /** Connect as soon as the view shows. */
  readonly connectOnStart?: boolean;
}

export type ConnectionState =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'connecting' }
  /** `store` is what a live cluster has beyond reading; `snapshot` is what a file has. */
  | {
      readonly kind: 'connected';
      readonly reader: KeyspaceReader;
      readonly store?: EtcdStore;
      readonly snapshot?: OpenedSnapshot;
      readonly version: string;
    }
  | { readonly kind: 'failed'; readonly error: EtcdscopeError };

export interface Connection {
  readonly configuration: ConnectionConfiguration;
  readonly state: ConnectionState;
  /** The revision that the tree shows the keyspace at; absent for the newest. */
  readonly browsedRevision?: bigint | undefined;
}

/** Where its keys come from, in words: the endpoints, or the path of the file. */
export function placeOf({ endpoints, snapshot }: ConnectionConfiguration): string {
  return snapshot?.path ?? endpoints.join(', ');
}

/** The connections of this window: the only holder of live stores. */
export interface Connections {
  /** In the order of the settings, then the snapshots in the order in which they were opened. */
  readonly all: readonly Connection[];
  find(id: string): Connection | undefined;

  /** A connection was added or removed, or something beside its state changed: its configuration, the file of a snapshot, the revision that is browsed. */
  readonly onDidChangeList: Event<void>;
  readonly onDidChangeState: Event<Connection>;

  /** The reader of a connection, connecting first where it is not connected. Throws what connecting throws. */
  reader(id: string): Promise<KeyspaceReader>;
  /** The same for writing; throws `store.readOnly` for a connection that is marked so or cannot write. */
  writer(id: string): Promise<KeyWriter>;

  connect(id: string): Promise<void>;
  disconnect(id: string): Promise<void>;

  /** Has the tree show the keyspace as it was at a revision, until it is disconnected; undefined for the newest again. */
  browseAt(id: string, revision: bigint | undefined): void;
}
