import { bytesFromText } from '../../base/bytes';
import { hasCode } from '../../base/errors';
import type { KeyValue } from '../../base/keyValue';
import type { OpenResult } from '../ciphers/openResult';
import type { EncryptionConfiguration } from '../configuration/encryptionConfiguration';
import { beginsWith } from '../envelope/atRestNames';
import { candidatesFor, type KmsCandidate, keysOfResource } from '../keyCandidates';
import { type KmsDecrypt, openKms } from '../kmsDecrypt';
import type { DescribeKey } from '../registryResource';
import type { Verification } from './classTally';

export interface PluginSampleOptions {
  readonly configuration: EncryptionConfiguration;
  readonly kmsDecrypt: KmsDecrypt;
  readonly verify: Verification;
  readonly describeKey: DescribeKey;
}

/** Values of each resource and plugin that are opened as a sample. */
const sampled = 32;
/** Failures of a plugin after which it is not asked again: each may take as long as its deadline. */
const mostFailures = 3;

const kmsPrefix = bytesFromText('k8s:enc:kms:');

/** Opens values under plugins' keys to prove that they open, within a bound. A plugin that does not answer proves nothing. */
export class PluginSample {
  private readonly opened = new Map<string, number>();
  private readonly failures = new Map<string, number>();

  constructor(private readonly options: PluginSampleOptions) {}

  /**
   * What came of a page's values, as far as they were tried.
   * @throws EtcdscopeError `cancelled`.
   */
  async open(page: readonly KeyValue[], signal?: AbortSignal): Promise<ReadonlyMap<KeyValue, OpenResult>> {
    const results = new Map<KeyValue, OpenResult>();
    for (const keyValue of page) {
      const candidate = beginsWith(keyValue.value, kmsPrefix) ? this.candidateFor(keyValue) : undefined;
      const result = candidate && (await this.tryOpen(candidate, keyValue, signal));
      if (result) {
        results.set(keyValue, result);
      }
    }
    return results;
  }

  /** Undefined for values that are beyond the sample. */
  private candidateFor({ key, value }: KeyValue): KmsCandidate | undefined {
    const { configuration, describeKey, verify } = this.options;
    const resource = describeKey(key);
    const { candidates } = keysOfResource(configuration, resource ?? { resource: '', group: '' });
    const [candidate] = candidatesFor(candidates, value).filter(({ kind }) => kind === 'kms') as KmsCandidate[];
    if (!candidate || (this.failures.get(candidate.name) ?? 0) >= mostFailures) {
      return undefined;
    }
    const id = `${candidate.name} ${resource?.resource}.${resource?.group}`;
    const count = this.opened.get(id) ?? 0;
    this.opened.set(id, count + 1);
    return verify === 'all' || count < sampled ? candidate : undefined;
  }

  private async tryOpen(
    { provider, prefix }: KmsCandidate,
    { key: etcdKey, value }: KeyValue,
    signal: AbortSignal | undefined,
  ): Promise<OpenResult | undefined> {
    try {
      return await openKms({ provider, value, start: prefix.length, etcdKey }, this.options.kmsDecrypt, signal);
    } catch (error) {
      if (hasCode(error, 'cancelled')) {
        throw error;
      }
      this.failures.set(provider.name, (this.failures.get(provider.name) ?? 0) + 1);
      return undefined;
    }
  }
}
