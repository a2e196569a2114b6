/** etcd's own release archives, for machines that are no Debian. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cachedDirectory } from '../cache';
import type { EtcdVersion } from './findEtcd';

const run = promisify(execFile);
const mostTimeForADownload = 5 * 60_000;

interface Release {
  readonly version: string;
  readonly sha256: string;
}

/**
 * By version and platform. The digests are those of kubernetes-sigs/kubespray,
 * roles/kubespray_defaults/vars/main/checksums.yml, etcd_binary_checksums (commit 005bdce7), which covers Linux only.
 */
const releases: Readonly<Record<EtcdVersion, Readonly<Record<string, Release>>>> = {
  '3.4': {},
  '3.5': {
    'linux-amd64': {
      version: '3.5.27',
      sha256: '0aad9a9e4e0817a021e933f9806a2b2960a62f949ad5a3d6436d8886945cb1bc',
    },
    'linux-arm64': {
      version: '3.5.27',
      sha256: '1277309f540c5a0329c428f95455c9f76d24f768c8d28fd2753e891c379053fa',
    },
  },
};

/**
 * The folder with the unpacked binaries, from the cache or downloaded.
 * @throws {Error} when no digest is known for this platform, the download fails, or its digest is another.
 */
export async function fetchRelease(series: EtcdVersion): Promise<string> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const release = releases[series][platform];
  if (!release) {
    throw new Error(`no digest known for ${platform}`);
  }
  const name = `etcd-v${release.version}-${platform}`;
  return cachedDirectory(join('releases', name), async folder => {
    const address = `https://github.com/etcd-io/etcd/releases/download/v${release.version}/${name}.tar.gz`;
    const response = await fetch(address, { signal: AbortSignal.timeout(mostTimeForADownload) });
    if (!response.ok) {
      throw new Error(`${address} answers ${response.status}`);
    }
    const archive = new Uint8Array(await response.arrayBuffer());
    const digest = createHash('sha256').update(archive).digest('hex');
    if (digest !== release.sha256) {
      throw new Error(`${address} has SHA-256 ${digest}, expected ${release.sha256}`);
    }
    const file = join(folder, 'archive.tar.gz');
    await writeFile(file, archive);
    await run('tar', ['-xzf', file, '--strip-components=1'], { cwd: folder });
    await rm(file);
  });
}
