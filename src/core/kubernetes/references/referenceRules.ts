/**
 * Which fields name another object, and of what kind. A new field is a new row.
 * Sources: the field comments in k8s.io/api (core/v1, storage/v1, resource/v1, networking/v1, …) and the well-known labels
 * and annotations of k8s.io/api/core/v1/well_known_labels.go and annotation_key_constants.go, discovery/v1, batch/v1, apps/v1.
 *
 * Objects that say their `kind`, or their `resource`, beside a `name` need no row.
 */

export interface FieldRule {
  readonly field: string;
  /** The kind that the field names. */
  readonly kind: string;
  /** The only kind of object in which it does. */
  readonly within?: string;
  /** The only field below which it does. */
  readonly below?: string;
  /** The sibling that holds the namespace, where that is not `namespace`. */
  readonly namespaceField?: string;
  /** Whether it also names things that are no objects. */
  readonly isGuess?: boolean;
}

/** Fields whose text is a name. */
export const nameFields = rulesByField([
  { field: 'nodeName', kind: 'Node' },
  { field: 'nominatedNodeName', kind: 'Node' },
  { field: 'secretName', kind: 'Secret', namespaceField: 'secretNamespace' },
  { field: 'secretNamespace', kind: 'Namespace' },
  { field: 'volumeNamespace', kind: 'Namespace' },
  { field: 'endpointsNamespace', kind: 'Namespace' },
  { field: 'claimName', kind: 'PersistentVolumeClaim' },
  { field: 'volumeName', kind: 'PersistentVolume', within: 'PersistentVolumeClaim' },
  { field: 'persistentVolumeName', kind: 'PersistentVolume' },
  { field: 'serviceAccountName', kind: 'ServiceAccount' },
  { field: 'serviceAccount', kind: 'ServiceAccount' },
  { field: 'serviceName', kind: 'Service' },
  { field: 'storageClassName', kind: 'StorageClass' },
  { field: 'volumeAttributesClassName', kind: 'VolumeAttributesClass' },
  { field: 'targetVolumeAttributesClassName', kind: 'VolumeAttributesClass' },
  { field: 'currentVolumeAttributesClassName', kind: 'VolumeAttributesClass' },
  { field: 'priorityClassName', kind: 'PriorityClass' },
  { field: 'runtimeClassName', kind: 'RuntimeClass' },
  { field: 'ingressClassName', kind: 'IngressClass' },
  { field: 'deviceClassName', kind: 'DeviceClass' },
  { field: 'resourceClaimName', kind: 'ResourceClaim' },
  { field: 'resourceClaimTemplateName', kind: 'ResourceClaimTemplate' },
  { field: 'policyName', kind: 'ValidatingAdmissionPolicy', within: 'ValidatingAdmissionPolicyBinding' },
  { field: 'policyName', kind: 'MutatingAdmissionPolicy', within: 'MutatingAdmissionPolicyBinding' },
  { field: 'leaseName', kind: 'Lease', within: 'LeaseCandidate' },
  { field: 'podName', kind: 'Pod', within: 'PodCertificateRequest' },
  { field: 'podGroupName', kind: 'PodGroup' },
  { field: 'namespace', kind: 'Namespace' },
  // Drivers of the trees before CSI have no object.
  { field: 'driver', kind: 'CSIDriver', below: 'csi', isGuess: true },
  { field: 'attacher', kind: 'CSIDriver', within: 'VolumeAttachment', isGuess: true },
  { field: 'provisioner', kind: 'CSIDriver', within: 'StorageClass', isGuess: true },
  // A kubelet holds its node's lease; other holders are processes.
  { field: 'holderIdentity', kind: 'Node', within: 'Lease', isGuess: true },
  { field: 'kubernetes.io/service-name', kind: 'Service' },
  { field: 'kubernetes.io/service-account.name', kind: 'ServiceAccount' },
  { field: 'kubernetes.io/metadata.name', kind: 'Namespace' },
  { field: 'kubernetes.io/hostname', kind: 'Node', isGuess: true },
  { field: 'kubernetes.io/ingress.class', kind: 'IngressClass', isGuess: true },
  { field: 'statefulset.kubernetes.io/pod-name', kind: 'Pod' },
  { field: 'batch.kubernetes.io/job-name', kind: 'Job' },
  { field: 'job-name', kind: 'Job', isGuess: true },
  { field: 'volume.kubernetes.io/selected-node', kind: 'Node' },
  { field: 'volume.kubernetes.io/storage-provisioner', kind: 'CSIDriver', isGuess: true },
  { field: 'volume.beta.kubernetes.io/storage-class', kind: 'StorageClass' },
]);

/** Fields whose objects, or lists of objects, have a `name`, perhaps a `namespace`, and no kind. */
export const objectFields = rulesByField([
  { field: 'configMap', kind: 'ConfigMap' },
  { field: 'configMapRef', kind: 'ConfigMap' },
  { field: 'configMapKeyRef', kind: 'ConfigMap' },
  { field: 'secret', kind: 'Secret' },
  { field: 'secretRef', kind: 'Secret' },
  { field: 'secretKeyRef', kind: 'Secret' },
  { field: 'imagePullSecrets', kind: 'Secret' },
  { field: 'secrets', kind: 'Secret', within: 'ServiceAccount' },
  { field: 'nodePublishSecretRef', kind: 'Secret' },
  { field: 'nodeStageSecretRef', kind: 'Secret' },
  { field: 'nodeExpandSecretRef', kind: 'Secret' },
  { field: 'controllerPublishSecretRef', kind: 'Secret' },
  { field: 'controllerExpandSecretRef', kind: 'Secret' },
  { field: 'service', kind: 'Service' },
  { field: 'serviceAccount', kind: 'ServiceAccount' },
  { field: 'claimRef', kind: 'PersistentVolumeClaim' },
  { field: 'clusterTrustBundle', kind: 'ClusterTrustBundle' },
  { field: 'priorityLevelConfiguration', kind: 'PriorityLevelConfiguration', within: 'FlowSchema' },
  { field: 'drivers', kind: 'CSIDriver', within: 'CSINode', isGuess: true },
]);

function rulesByField(rules: readonly FieldRule[]): ReadonlyMap<string, readonly FieldRule[]> {
  const byField = new Map<string, FieldRule[]>();
  for (const rule of rules) {
    byField.set(rule.field, [...(byField.get(rule.field) ?? []), rule]);
  }
  return byField;
}
