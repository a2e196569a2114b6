import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parse } from 'yaml';

export interface FoundConfiguration {
  readonly file: string;
  /** The static pod that names it, or the folder in which such a file usually is. */
  readonly source: 'manifest' | 'folder';
}

/** Where kubeadm has the static pods, and where Kubernetes' own instructions put the file (kubernetes.io, "Encrypting Confidential Data at Rest"). */
const manifest = 'etc/kubernetes/manifests/kube-apiserver.yaml';
const usualFiles = [
  'etc/kubernetes/enc/enc.yaml',
  'etc/kubernetes/enc/encryption-config.yaml',
  'etc/kubernetes/enc/encryption.yaml',
  'etc/kubernetes/encryption-config.yaml',
  'etc/kubernetes/pki/encryption-config.yaml',
  // k3s and RKE2 (docs.k3s.io, "Secrets Encryption").
  'var/lib/rancher/k3s/server/cred/encryption-config.json',
  'var/lib/rancher/rke2/server/cred/encryption-config.json',
];

const flag = '--encryption-provider-config';

/** Bytes. A static pod has a few thousand. */
const mostManifest = 256 * 1024;

/**
 * Files on this machine that an API server reads its EncryptionConfiguration from. Never throws: what cannot be read is
 * not offered. Of the configurations themselves only their existence is looked at.
 */
export async function findConfigurations(root = '/'): Promise<readonly FoundConfiguration[]> {
  const named = await fileNamedByManifest(root);
  const candidates: FoundConfiguration[] = [
    ...(named === undefined ? [] : [{ file: named, source: 'manifest' as const }]),
    ...usualFiles.map(file => ({ file: join(root, file), source: 'folder' as const })),
  ];
  const found: FoundConfiguration[] = [];
  for (const candidate of candidates) {
    if (!found.some(({ file }) => file === candidate.file) && (await isFile(candidate.file))) {
      found.push(candidate);
    }
  }
  return found;
}

/** The path that the API server's static pod names, as the machine has it: the pod's mount is followed back to the host. */
async function fileNamedByManifest(root: string): Promise<string | undefined> {
  try {
    const path = join(root, manifest);
    if ((await stat(path)).size > mostManifest) {
      return undefined;
    }
    const pod: unknown = parse(await readFile(path, 'utf8'), { maxAliasCount: 100 });
    const file = flagOf(pod);
    return file === undefined || !isAbsolute(file) ? undefined : join(root, onHost(pod, file));
  } catch {
    // Absent, not ours to read, or not YAML: there is nothing to offer then.
    return undefined;
  }
}

/** `--flag=file` or `--flag file`, in command or args. */
function flagOf(pod: unknown): string | undefined {
  for (const container of listIn(pod, 'spec', 'containers')) {
    const words = [...listIn(container, 'command'), ...listIn(container, 'args')].map(String);
    for (const [index, word] of words.entries()) {
      if (word.startsWith(`${flag}=`)) {
        return word.slice(flag.length + 1);
      }
      if (word === flag) {
        return words[index + 1];
      }
    }
  }
  return undefined;
}

/** Where a path of the container lies on the machine, by the longest hostPath mount above it. */
function onHost(pod: unknown, path: string): string {
  const volumes = new Map(listIn(pod, 'spec', 'volumes').map(volume => [textIn(volume, 'name'), volume]));
  const mounts = listIn(pod, 'spec', 'containers')
    .flatMap(container => listIn(container, 'volumeMounts'))
    .flatMap(mount => {
      const inside = textIn(mount, 'mountPath')?.replace(/\/$/, '');
      const outside = textIn(field(volumes.get(textIn(mount, 'name')), 'hostPath'), 'path');
      return inside !== undefined && outside !== undefined ? [{ inside, outside }] : [];
    })
    .filter(({ inside }) => path === inside || path.startsWith(`${inside}/`))
    .sort((a, b) => b.inside.length - a.inside.length);
  const [mount] = mounts;
  return mount ? mount.outside + path.slice(mount.inside.length) : path;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}

function listIn(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = path.reduce(field, value);
  return Array.isArray(found) ? found : [];
}
