import { textFromBytes } from '../../core/base/bytes';
import { describeRegistryKey, type ObjectClass, registryDirectoryName } from '../../core/kubernetes/registryPath';
import type { ObjectDetails } from '../../host/objectDetails';

/** How a row shows what its key means to Kubernetes. Icons are names of codicons. */
export interface RegistryLook {
  readonly icon: string;
  /** A name from Kubernetes, never a sentence; absent where the key's own text says it or nothing is known. */
  readonly note?: string;
  /** The id of a theme's color, for an icon that says more than what the key is. */
  readonly color?: string;
}

const iconsOfKeys: Readonly<Record<ObjectClass, string>> = {
  pod: 'package',
  workload: 'layers',
  job: 'run-all',
  secret: 'key',
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

/**
 * The note of a key names its resource and namespace: "secrets · kube-system". Once the value was read, a lock tells
 * that it is encrypted, an open one that a Secret is not.
 */
export function lookOfKey(key: Uint8Array, details?: ObjectDetails): RegistryLook {
  // A slash at the end makes a key no object, whatever lies around it.
  const described = textFromBytes(key)?.endsWith('/') ? undefined : describeRegistryKey(key);
  if (described?.name === undefined) {
    return { icon: iconOfAnyKey };
  }
  const { resource, group, namespace, what } = described;
  const resourceName = group === undefined ? resource : `${resource}.${group}`;
  const note = namespace === undefined ? resourceName : `${resourceName} · ${namespace}`;
  if (details?.encryptedBy !== undefined) {
    return { icon: 'lock', note, color: 'descriptionForeground' };
  }
  return isPlaintextSecret(what, details)
    ? { icon: 'unlock', note, color: 'list.warningForeground' }
    : { icon: iconsOfKeys[what], note };
}

/** Whether the value was read and found to be a Secret that whoever reads etcd can read. */
export function showsPlaintextSecret(key: Uint8Array, details: ObjectDetails | undefined): boolean {
  return isPlaintextSecret(describeRegistryKey(key)?.what, details);
}

function isPlaintextSecret(what: ObjectClass | undefined, details: ObjectDetails | undefined): boolean {
  return what === 'secret' && details !== undefined && details.encryptedBy === undefined;
}
