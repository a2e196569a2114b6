/**
 * What the API server's keys mean: `/registry/<resource>[/<namespace>]/<name>` for its own resources, with the group
 * before the resource for others (k8s.io/kubernetes, pkg/kubeapiserver/default_storage_factory_builder.go, pkg/registry and
 * k8s.io/apiserver, pkg/registry/generic).
 *
 * A key alone does not tell whether a part is a namespace or a name's group, so what it says of resources that are not
 * known here is a reading of its shape. Pure and light: the tree imports it, the schema stays out.
 */
import { textFromBytes } from '../base/bytes';

/** What an icon can stand for. */
export type ObjectClass =
  | 'pod'
  | 'workload'
  | 'job'
  | 'secret'
  | 'configMap'
  | 'service'
  | 'node'
  | 'namespace'
  | 'storage'
  | 'access'
  | 'event'
  | 'lease'
  | 'policy'
  | 'definition'
  | 'customResource'
  | 'other';

export interface RegistryKey {
  /** The plural that kubectl knows: `nodes` for what lies under `minions`. */
  readonly resource: string;
  /** Only where it is in the key, or where the resource is known to have one. Absent for the core group. */
  readonly group?: string;
  readonly namespace?: string;
  /** Absent for a directory. */
  readonly name?: string;
  readonly what: ObjectClass;
}

export interface RegistryKeyOptions {
  /** The prefixes below which API servers keep their objects, without a slash at the end (`--etcd-prefix`). */
  readonly prefixes?: readonly string[];
}

/** Kubernetes' default, and the two of OpenShift. */
export const registryPrefixes: readonly string[] = ['/registry', '/kubernetes.io', '/openshift.io'];

interface KnownResource {
  /** As kubectl has it, where the directory is called otherwise. */
  readonly resource?: string;
  readonly group?: string;
  readonly isNamespaced: boolean;
  readonly what: ObjectClass;
}

/** By directory: compact rows of `directory[=resource][@group]`, namespaced ones marked by `+`. */
const knownResources = readRows({
  pod: '+pods +podtemplates',
  workload: `+deployments@apps +replicasets@apps +statefulsets@apps +daemonsets@apps +controllerrevisions@apps
    +controllers=replicationcontrollers +horizontalpodautoscalers@autoscaling`,
  job: '+jobs@batch +cronjobs@batch',
  secret: '+secrets',
  configMap: '+configmaps',
  service: `+services/specs=services +services/endpoints=endpoints +endpointslices@discovery.k8s.io
    +ingress=ingresses@networking.k8s.io ingressclasses@networking.k8s.io ipaddresses@networking.k8s.io
    servicecidrs@networking.k8s.io ranges/serviceips=serviceips ranges/servicenodeports=servicenodeports`,
  node: 'minions=nodes csinodes@storage.k8s.io runtimeclasses@node.k8s.io',
  namespace: 'namespaces',
  storage: `persistentvolumes +persistentvolumeclaims storageclasses@storage.k8s.io volumeattachments@storage.k8s.io
    csidrivers@storage.k8s.io +csistoragecapacities@storage.k8s.io volumeattributesclasses@storage.k8s.io
    +resourceclaims@resource.k8s.io +resourceclaimtemplates@resource.k8s.io deviceclasses@resource.k8s.io
    resourceslices@resource.k8s.io devicetaintrules@resource.k8s.io resourcepoolstatusrequests@resource.k8s.io`,
  access: `+serviceaccounts +roles@rbac.authorization.k8s.io +rolebindings@rbac.authorization.k8s.io
    clusterroles@rbac.authorization.k8s.io clusterrolebindings@rbac.authorization.k8s.io
    certificatesigningrequests@certificates.k8s.io clustertrustbundles@certificates.k8s.io
    +podcertificaterequests@certificates.k8s.io`,
  event: '+events',
  lease: `+leases@coordination.k8s.io +leasecandidates@coordination.k8s.io masterleases peerserverleases`,
  policy: `+limitranges +resourcequotas +networkpolicies@networking.k8s.io +poddisruptionbudgets@policy
    podsecuritypolicy=podsecuritypolicies@policy priorityclasses@scheduling.k8s.io +workloads@scheduling.k8s.io
    +podgroups@scheduling.k8s.io flowschemas@flowcontrol.apiserver.k8s.io
    prioritylevelconfigurations@flowcontrol.apiserver.k8s.io
    validatingwebhookconfigurations@admissionregistration.k8s.io
    mutatingwebhookconfigurations@admissionregistration.k8s.io
    validatingadmissionpolicies@admissionregistration.k8s.io
    validatingadmissionpolicybindings@admissionregistration.k8s.io
    mutatingadmissionpolicies@admissionregistration.k8s.io
    mutatingadmissionpolicybindings@admissionregistration.k8s.io`,
  definition: `apiextensions.k8s.io/customresourcedefinitions=customresourcedefinitions@apiextensions.k8s.io
    apiregistration.k8s.io/apiservices=apiservices@apiregistration.k8s.io
    storageversions@internal.apiserver.k8s.io
    storageversionmigrations@storagemigration.k8s.io`,
});

/** What a key under a registry prefix means; undefined for every other key. A directory's key may end with a slash. */
export function describeRegistryKey(
  key: Uint8Array,
  { prefixes = registryPrefixes }: RegistryKeyOptions = {},
): RegistryKey | undefined {
  const text = textFromBytes(key);
  const prefix = prefixes.find(candidate => text?.startsWith(`${candidate}/`));
  if (text === undefined || prefix === undefined) {
    return undefined;
  }
  const parts = text.slice(prefix.length + 1).split('/');
  if (parts.at(-1) === '') {
    parts.pop();
  }
  const [first, second] = parts;
  if (first === undefined || first === '') {
    return undefined;
  }
  const known = knownResources.get(first);
  if (known) {
    return describe(known.resource ?? first, known, parts.slice(1));
  }
  const two = second === undefined ? undefined : knownResources.get(`${first}/${second}`);
  if (two) {
    return describe(two.resource ?? first, two, parts.slice(2));
  }
  return describeUnknown(first, parts.slice(1));
}

/** Parts of a key that are tried as the end of its prefix. */
const mostPrefixParts = 16;

/**
 * What a key means of which it is known that an API server wrote it, under whatever `--etcd-prefix`: the prefix ends
 * where a directory follows that is known here, or a group with its resource, and behind that as many parts as an object
 * has. Undefined where no place fits.
 */
export function describeStoredKey(key: Uint8Array): RegistryKey | undefined {
  const usual = describeRegistryKey(key);
  if (usual) {
    return usual.name === undefined ? undefined : usual;
  }
  const parts = (textFromBytes(key) ?? '').split('/');
  const found = parts.slice(0, mostPrefixParts).flatMap((_, index) => {
    const prefix = parts.slice(0, index + 1).join('/');
    const described = describeRegistryKey(key, { prefixes: [prefix] });
    return described && isWholeObject(described) ? [described] : [];
  });
  return found.find(({ what }) => what !== 'customResource') ?? found[0];
}

/** Names have no slash, and resources no dot, which groups have. */
function isWholeObject({ resource, name, what }: RegistryKey): boolean {
  const isNamed = name !== undefined && name !== '' && !name.includes('/');
  return isNamed && what !== 'other' && resource !== '' && !resource.includes('.');
}

/**
 * How a directory under a registry prefix is called where people read it, or undefined where its own name says it:
 * `nodes` for `/registry/minions/`, `services` for `/registry/services/specs/`.
 */
export function registryDirectoryName(key: Uint8Array, options?: RegistryKeyOptions): string | undefined {
  const described = describeRegistryKey(key, options);
  const own = textFromBytes(key)?.replace(/\/$/, '').split('/').at(-1);
  const isDirectoryOfResource = described && described.name === undefined && described.namespace === undefined;
  return isDirectoryOfResource && described.resource !== own && described.resource !== ''
    ? described.resource
    : undefined;
}

function describe(
  resource: string,
  { group, isNamespaced, what }: KnownResource,
  rest: readonly string[],
): RegistryKey {
  const namespace = isNamespaced ? rest[0] : undefined;
  const names = isNamespaced ? rest.slice(1) : rest;
  return {
    resource,
    ...(group !== undefined && { group }),
    ...(namespace !== undefined && { namespace }),
    ...(names.length > 0 && { name: names.join('/') }),
    what,
  };
}

/** A group has a dot, which no resource has; behind it come the resource and one or two parts, a namespace before a name. */
function describeUnknown(first: string, rest: readonly string[]): RegistryKey {
  if (!first.includes('.')) {
    const [namespace, ...names] = rest.length > 1 ? rest : [undefined, ...rest];
    return {
      resource: first,
      ...(namespace !== undefined && { namespace }),
      ...(names.length > 0 && { name: names.join('/') }),
      what: 'other',
    };
  }
  const [resource = '', ...names] = rest;
  const isNamespaced = names.length > 1;
  return {
    resource,
    group: first,
    ...(isNamespaced && { namespace: names[0] as string }),
    ...(names.length > 0 && { name: names.slice(isNamespaced ? 1 : 0).join('/') }),
    what: 'customResource',
  };
}

function readRows(rows: Readonly<Partial<Record<ObjectClass, string>>>): ReadonlyMap<string, KnownResource> {
  const known = new Map<string, KnownResource>();
  for (const [what, text] of Object.entries(rows)) {
    for (const row of text.split(/\s+/)) {
      const { namespaced, directory, resource, group } =
        /^(?<namespaced>\+?)(?<directory>[^=@]+)(?:=(?<resource>[^@]+))?(?:@(?<group>.+))?$/.exec(row)?.groups ?? {};
      if (directory !== undefined) {
        known.set(directory, {
          ...(resource !== undefined && { resource }),
          ...(group !== undefined && { group }),
          isNamespaced: namespaced === '+',
          what: what as ObjectClass,
        });
      }
    }
  }
  return known;
}
