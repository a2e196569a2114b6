/**
 * Where the API server keeps the objects of a kind: the inverse of registryPath.ts, which reads keys.
 * Sources: the REST scopes and directories in k8s.io/kubernetes, pkg/registry and
 * pkg/kubeapiserver/default_storage_factory_builder.go; for custom resources k8s.io/apiextensions-apiserver.
 */

/** An object as others name it. */
export interface ObjectName {
  readonly kind: string;
  /** Empty for the core group; absent where the one who names it does not say. */
  readonly group?: string | undefined;
  /** Where the object would live if its kind has namespaces. */
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface ObjectPlaces {
  /** Below a registry prefix, without slashes at the ends; the likeliest first. */
  readonly paths: readonly string[];
  /** Whether the kind is none of Kubernetes' own, so that its directory is derived from its name. */
  readonly isGuess: boolean;
}

interface KnownKind {
  readonly groups: string[];
  readonly resource: string;
  readonly directory: string;
  readonly isNamespaced: boolean;
}

/** Rows of `kind[=directory]` by group, namespaced ones marked by `+`; a directory is the kind's plural unless given. */
const kindsByGroup: Readonly<Record<string, string>> = {
  '': `+Pod +PodTemplate +ReplicationController=controllers +Service=services/specs +Endpoints=services/endpoints
    +ConfigMap +Secret +ServiceAccount +Event +LimitRange +ResourceQuota +PersistentVolumeClaim
    Node=minions Namespace PersistentVolume`,
  'admissionregistration.k8s.io': `ValidatingWebhookConfiguration MutatingWebhookConfiguration
    ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding`,
  'apiextensions.k8s.io': 'CustomResourceDefinition=apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io': 'APIService=apiregistration.k8s.io/apiservices',
  apps: '+Deployment +ReplicaSet +StatefulSet +DaemonSet +ControllerRevision',
  autoscaling: '+HorizontalPodAutoscaler',
  batch: '+Job +CronJob',
  'certificates.k8s.io': 'CertificateSigningRequest ClusterTrustBundle +PodCertificateRequest',
  'coordination.k8s.io': '+Lease +LeaseCandidate',
  'discovery.k8s.io': '+EndpointSlice',
  'events.k8s.io': '+Event',
  // Served under this group once, and still named by it here and there.
  extensions: '+Deployment +ReplicaSet +DaemonSet +Ingress=ingress +NetworkPolicy PodSecurityPolicy=podsecuritypolicy',
  'flowcontrol.apiserver.k8s.io': 'FlowSchema PriorityLevelConfiguration',
  'internal.apiserver.k8s.io': 'StorageVersion',
  'networking.k8s.io': '+Ingress=ingress +NetworkPolicy IngressClass IPAddress ServiceCIDR',
  'node.k8s.io': 'RuntimeClass',
  policy: '+PodDisruptionBudget PodSecurityPolicy=podsecuritypolicy',
  'rbac.authorization.k8s.io': '+Role +RoleBinding ClusterRole ClusterRoleBinding',
  'resource.k8s.io': `+ResourceClaim +ResourceClaimTemplate DeviceClass ResourceSlice DeviceTaintRule
    ResourcePoolStatusRequest`,
  'scheduling.k8s.io': 'PriorityClass +Workload +PodGroup',
  'storage.k8s.io': `StorageClass VolumeAttachment CSIDriver CSINode +CSIStorageCapacity VolumeAttributesClass`,
  'storagemigration.k8s.io': 'StorageVersionMigration',
};

const knownKinds = readKinds();
const knownResources = new Map([...knownKinds].map(([kind, { resource }]) => [resource, kind]));

/** Characters. Kubernetes' own names end at 253 (k8s.io/apimachinery, util/validation). */
const mostNameLength = 1024;

/**
 * Where an object may be kept, below a registry prefix. None where its name cannot be part of a key, or where it needs a
 * namespace and has none.
 */
export function placesOf({ kind, group, namespace, name }: ObjectName): ObjectPlaces {
  if (!isSegment(name) || !isSegment(kind) || (namespace !== undefined && !isSegment(namespace))) {
    return { paths: [], isGuess: true };
  }
  const known = knownKinds.get(kind);
  if (known && (group === undefined || known.groups.includes(group))) {
    const parent = known.isNamespaced ? namespace : '';
    return { paths: parent === undefined ? [] : [joined(known.directory, parent, name)], isGuess: false };
  }
  if (!group || !isSegment(group)) {
    return { paths: [], isGuess: true };
  }
  const directory = `${group}/${pluralOf(kind)}`;
  const inNamespace = namespace === undefined ? [] : [joined(directory, namespace, name)];
  return { paths: [...inNamespace, joined(directory, '', name)], isGuess: true };
}

/** The kind of a resource of Kubernetes' own, by its plural: `Service` for `services`. */
export function kindOfResource(resource: string): string | undefined {
  return knownResources.get(resource);
}

/** Whether a kind is one of Kubernetes' own, whatever its group. */
export function isKnownKind(kind: string): boolean {
  return knownKinds.has(kind);
}

/** The plural of a kind as `kubectl` and custom resources form it, in lower case. */
export function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (/(?:s|x|z|ch|sh)$/.test(singular)) {
    return `${singular}es`;
  }
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function isSegment(text: string): boolean {
  // An asterisk stands for all, in FlowSchemas for one.
  return text !== '' && text !== '*' && text.length <= mostNameLength && !text.includes('/');
}

function joined(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join('/');
}

function readKinds(): ReadonlyMap<string, KnownKind> {
  const kinds = new Map<string, KnownKind>();
  for (const [group, rows] of Object.entries(kindsByGroup)) {
    for (const row of rows.split(/\s+/)) {
      const [, mark, kind = '', directory] = /^(\+?)(\w+)(?:=(.+))?$/.exec(row) ?? [];
      const resource = kind === 'Endpoints' ? 'endpoints' : pluralOf(kind);
      const known = kinds.get(kind) ?? {
        groups: [],
        resource,
        directory: directory ?? resource,
        isNamespaced: mark === '+',
      };
      known.groups.push(group);
      kinds.set(kind, known);
    }
  }
  return kinds;
}
