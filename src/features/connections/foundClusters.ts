import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parseEndpoint, splitEndpoints, usesTls } from '../../host/connections/endpoint';
import type { ConnectionDraft, TlsDraft } from './connectionDraft';

/** A cluster that this machine knows how to reach. */
export interface FoundCluster {
  readonly source: 'kubeadm' | 'environment';
  readonly draft: Pick<ConnectionDraft, 'endpoints' | 'tls' | 'username'>;
}

/** Where kubeadm keeps the certificates of a stacked etcd member (kubernetes/kubernetes, cmd/kubeadm constants.go). */
const kubeadmFolder = '/etc/kubernetes/pki/etcd';

/** Client pairs that kubeadm makes there. The first is made for asking only; the member's own pair works as a client, too. */
const kubeadmPairs = ['healthcheck-client', 'server'];

/**
 * Looks at the environment of etcdctl and at kubeadm's folder. Never throws: what cannot be read is not offered.
 * No file is opened; a pair is offered when the key may be read.
 */
export async function findClusters(
  environment: Readonly<Record<string, string | undefined>>,
  folder = kubeadmFolder,
): Promise<readonly FoundCluster[]> {
  const found = [fromEnvironment(environment), await fromKubeadm(folder)];
  return found.filter(cluster => cluster !== undefined);
}

/** The variables of etcdctl: its flags in capitals after ETCDCTL_ (etcd-io/etcd, etcdctl/README.md). */
function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): FoundCluster | undefined {
  // A relative path would mean another file here than in the shell it was written for.
  const file = (name: string) => (isAbsolute(environment[name] ?? '') ? environment[name] : undefined);
  const [caFile, certificateFile, keyFile] = [file('ETCDCTL_CACERT'), file('ETCDCTL_CERT'), file('ETCDCTL_KEY')];
  const tls: TlsDraft = {
    ...(caFile && { caFile }),
    ...(certificateFile && { certificateFile }),
    ...(keyFile && { keyFile }),
  };
  const scheme = Object.keys(tls).length > 0 ? 'https' : 'http';
  // etcdctl takes endpoints without a scheme as well.
  const endpoints = splitEndpoints(environment.ETCDCTL_ENDPOINTS ?? '')
    .map(text => parseEndpoint(text.includes('://') ? text : `${scheme}://${text}`))
    .flatMap(result => ('endpoint' in result ? [result.endpoint] : []));
  if (endpoints.length === 0) {
    return undefined;
  }
  // ETCDCTL_USER may be user:password; the password is asked for instead.
  const username = environment.ETCDCTL_USER?.split(':')[0];
  return {
    source: 'environment',
    draft: { endpoints, ...(usesTls(endpoints) && { tls }), ...(username && { username }) },
  };
}

async function fromKubeadm(folder: string): Promise<FoundCluster | undefined> {
  const caFile = join(folder, 'ca.crt');
  if (!(await isReadable(caFile))) {
    return undefined;
  }
  for (const pair of kubeadmPairs) {
    const [certificateFile, keyFile] = [join(folder, `${pair}.crt`), join(folder, `${pair}.key`)];
    if ((await isReadable(certificateFile)) && (await isReadable(keyFile))) {
      const tls = { caFile, certificateFile, keyFile };
      return { source: 'kubeadm', draft: { endpoints: ['https://127.0.0.1:2379'], tls } };
    }
  }
  return undefined;
}

export async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
