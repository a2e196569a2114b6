import { textFromBytes } from '../../core/base/bytes';
import { describeRegistryKey, type ObjectClass, registryDirectoryName } from '../../core/kubernetes/registryPath';

/** How a row shows what its key means to Kubernetes. Icons are names of codicons. */
export interface RegistryLook {
  readonly icon: string;
  /** A name from Kubernetes, never a sentence; absent where the key's own text says it or nothing is known. */
  readonly note?: string;
}

const iconsOfKeys: Readonly<Record<ObjectClass, string>> = {
  pod: 'package',
  workload: 'layers',
  job: 'run-all',
  secret: 'lock',
  configMap: 'settings',
  service: 'globe',
  node: 'server',
  namespace: 'symbol-namespace',
  storage: 'archive',
  access: 'shield',
  event: 'bell',
  lease: 'watch',
  policy: 'law',
  definition: 'symbol-structure',
  customResource: 'extensions',
  other: 'symbol-object',
};

/** Outside of Kubernetes: nothing is known but that it is a key. */
const iconOfAnyKey = 'symbol-key';

/** A directory keeps a folder's icon; its note says what kubectl calls it, such as "nodes" for `minions`. */
export function lookOfDirectory(prefix: Uint8Array): RegistryLook {
  const note = registryDirectoryName(prefix);
  return { icon: 'folder', ...(note !== undefined && { note }) };
}

/** The note of a key names its resource and namespace: "secrets · kube-system". */
export function lookOfKey(key: Uint8Array): RegistryLook {
  // A slash at the end makes a key no object, whatever lies around it.
  const described = textFromBytes(key)?.endsWith('/') ? undefined : describeRegistryKey(key);
  if (described?.name === undefined) {
    return { icon: iconOfAnyKey };
  }
  const { resource, group, namespace, what } = described;
  const resourceName = group === undefined ? resource : `${resource}.${group}`;
  return { icon: iconsOfKeys[what], note: namespace === undefined ? resourceName : `${resourceName} · ${namespace}` };
}
