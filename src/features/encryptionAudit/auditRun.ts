import { Emitter } from '../../core/base/emitter';
import { hasCode } from '../../core/base/errors';
import type {
  AuditedObject,
  AuditOptions,
  AuditProgress,
  AuditReport,
  EncryptionConfiguration,
} from '../../core/encryption';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { keyText } from '../../core/keyspace/keyText';
import type { ProgressView } from '../../protocol/encryptionAudit';
import { atRestText, expectationOf, type IsExpected, stateOf } from './atRestState';
import { AuditRows } from './auditRows';

/** What is audited, and against what. */
export interface AuditRequest {
  readonly connectionId: string;
  readonly prefixes: readonly Uint8Array[];
  /** Below which API servers keep their objects; absent for the usual prefixes. */
  readonly registries?: readonly string[];
  /** Read anew for each run, and not kept: it holds keys. */
  readonly configurationFile?: string;
}

export type AuditState =
  | { readonly phase: 'running'; readonly progress?: ProgressView }
  | { readonly phase: 'done'; readonly report: AuditReport; readonly isExpected: IsExpected; readonly seconds: number }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: unknown };

/** What an audit needs, fetched when it begins. */
export interface AuditMeans {
  readonly reader: KeyspaceReader;
  readonly configuration?: EncryptionConfiguration;
  readonly options: Pick<AuditOptions, 'describeKey' | 'secretTypeOf' | 'kmsDecrypt' | 'kmsKeyId'>;
}

/** Milliseconds between two reports of progress: as often as one can read a number. */
const progressInterval = 100;

/** One audit from its start to its end, and its objects. */
export class AuditRun {
  readonly rows = new AuditRows();
  private readonly controller = new AbortController();
  private readonly changes = new Emitter<AuditState>();
  private current: AuditState = { phase: 'running' };

  readonly onDidChange = this.changes.event;

  constructor(private readonly fetchMeans: () => Promise<AuditMeans>) {}

  get state(): AuditState {
    return this.current;
  }

  stop(): void {
    this.controller.abort();
  }

  /** Never throws: what went wrong is the state at the end. */
  async run(prefixes: readonly Uint8Array[]): Promise<AuditState> {
    const { signal } = this.controller;
    const start = performance.now();
    try {
      const { reader, configuration, options } = await this.fetchMeans();
      const { auditEncryption } = await import('../../core/encryption');
      const isExpected = expectationOf(configuration);
      const report = await auditEncryption(reader, {
        ...options,
        prefixes,
        ...(configuration && { configuration }),
        onProgress: this.createProgress(),
        onObjects: objects => {
          for (const object of objects) {
            this.rows.add(rowOf(object, isExpected));
          }
        },
        signal,
      });
      this.set({ phase: 'done', report, isExpected, seconds: (performance.now() - start) / 1000 });
    } catch (error) {
      this.set(signal.aborted || hasCode(error, 'cancelled') ? { phase: 'cancelled' } : { phase: 'failed', error });
    }
    return this.current;
  }

  private createProgress(): (progress: AuditProgress) => void {
    let last = Number.NEGATIVE_INFINITY;
    return ({ audited, total }) => {
      const now = performance.now();
      if (now - last >= progressInterval) {
        last = now;
        this.set({ phase: 'running', progress: { done: audited, total } });
      }
    };
  }

  private set(state: AuditState): void {
    this.current = state;
    this.changes.fire(state);
  }
}

function rowOf(object: AuditedObject, isExpected: IsExpected): Parameters<AuditRows['add']>[0] {
  const { key, resource, namespace = '', name, secretType = '' } = object;
  return {
    key,
    resource,
    namespace,
    name: name ?? keyText(key),
    atRest: atRestText(object),
    state: stateOf(object, isExpected),
    type: secretType,
  };
}
