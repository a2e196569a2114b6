import { bytesFromText } from '../base/bytes';
import {
  type EncryptionConfiguration,
  type EncryptionKey,
  isLocalProvider,
  type KmsProvider,
  type LocalProviderKind,
} from './configuration/encryptionConfiguration';
import { type GroupResource, groupResourceText, providersOf } from './configuration/groupResource';
import { beginsWith } from './envelope/atRestNames';

/** A key of a configuration, or a plugin, with the bytes that a value under it begins with. */
export type Candidate = LocalCandidate | KmsCandidate;

export interface LocalCandidate {
  readonly kind: LocalProviderKind;
  readonly key: EncryptionKey;
  readonly version: 'v1';
  readonly name: string;
  readonly prefix: Uint8Array;
  /** Whether the API server writes the resource under it. */
  readonly isFirst: boolean;
}

export interface KmsCandidate {
  readonly kind: 'kms';
  readonly provider: KmsProvider;
  readonly version: 'v1' | 'v2';
  readonly name: string;
  readonly prefix: Uint8Array;
  readonly isFirst: boolean;
}

/** What a resource's values are read with. */
export interface ResourceKeys {
  /** Whether the configuration names the resource at all. */
  readonly isCovered: boolean;
  /** In the order in which the API server tries them. */
  readonly candidates: readonly Candidate[];
  readonly hasIdentity: boolean;
  readonly writesPlain: boolean;
}

/** Resources whose keys are kept, for each configuration: many values of few resources are decrypted one after another. */
const mostKept = 256;
const kept = new WeakMap<EncryptionConfiguration, Map<string, ResourceKeys>>();

/** A resource without providers of its own is written and read as it is. */
export function keysOfResource(configuration: EncryptionConfiguration, resource: GroupResource): ResourceKeys {
  const name = groupResourceText(resource);
  const known = kept.get(configuration) ?? new Map<string, ResourceKeys>();
  kept.set(configuration, known);
  const keys = known.get(name) ?? findKeys(configuration, resource);
  if (known.size < mostKept) {
    known.set(name, keys);
  }
  return keys;
}

function findKeys(configuration: EncryptionConfiguration, resource: GroupResource): ResourceKeys {
  const found = providersOf(configuration, resource);
  const providers = found?.providers ?? [];
  const candidates = providers.flatMap((provider, place): Candidate[] => {
    if (provider.kind === 'kms') {
      const { version, name } = provider;
      return [{ kind: 'kms', provider, version, name, prefix: prefixOf('kms', version, name), isFirst: place === 0 }];
    }
    return isLocalProvider(provider)
      ? provider.keys.map((key, index) => ({
          kind: provider.kind,
          key,
          version: 'v1',
          name: key.name,
          prefix: prefixOf(provider.kind, 'v1', key.name),
          isFirst: place === 0 && index === 0,
        }))
      : [];
  });
  return {
    isCovered: found !== undefined,
    candidates,
    hasIdentity: found === undefined || providers.some(({ kind }) => kind === 'identity'),
    writesPlain: found === undefined || providers[0]?.kind === 'identity',
  };
}

/** Those under whose prefix a value stands: several where two providers, or two keys, share a name. */
export function candidatesFor(candidates: readonly Candidate[], value: Uint8Array): readonly Candidate[] {
  return candidates.filter(({ prefix }) => beginsWith(value, prefix));
}

function prefixOf(kind: string, version: string, name: string): Uint8Array {
  return bytesFromText(`k8s:enc:${kind}:${version}:${name}:`);
}
