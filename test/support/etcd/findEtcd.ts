/** Finds a real etcd of a version, or fetches one into the cache. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { repositoryRoot } from '../repositoryRoot';
import { fetchRelease } from './releaseArchive';

export type EtcdVersion = '3.4' | '3.5';

export interface EtcdBinaries {
  readonly etcd: string;
  readonly etcdctl: string;
  /** From 3.5 on. */
  readonly etcdutl?: string;
  /** In full, such as 3.5.30. */
  readonly version: string;
}

/** Suites that carry the version, the wanted one first. Debian 12 has 3.4.23, trixie 3.5.16, sid 3.5.30. */
const debianSuites: Readonly<Record<EtcdVersion, readonly string[]>> = {
  '3.4': ['bookworm'],
  '3.5': ['sid', 'trixie'],
};

const run = promisify(execFile);
const found = new Map<EtcdVersion, Promise<EtcdBinaries>>();

/** The version that a run of the tests is for: `ETCDSCOPE_ETCD`, 3.5 by default. */
export function etcdVersionUnderTest(): EtcdVersion {
  const version = process.env.ETCDSCOPE_ETCD || '3.5';
  if (version !== '3.4' && version !== '3.5') {
    throw new Error(`ETCDSCOPE_ETCD must be 3.4 or 3.5, not ${version}`);
  }
  return version;
}

/**
 * Takes the folder `ETCD_BIN` whatever version it holds; else Debian's packages, from the cache or the mirror; else
 * `etcd` from PATH where its version fits; else etcd's own release archive.
 *
 * @throws {Error} that lists what was tried, when there is none.
 */
export function findEtcd(version: EtcdVersion): Promise<EtcdBinaries> {
  let binaries = found.get(version);
  if (!binaries) {
    binaries = search(version);
    found.set(version, binaries);
  }
  return binaries;
}

async function search(version: EtcdVersion): Promise<EtcdBinaries> {
  const given = process.env.ETCD_BIN;
  if (given) {
    return inFolder(given);
  }
  const failures: string[] = [];
  const attempts: [string, () => Promise<EtcdBinaries>][] = [
    ...debianSuites[version].map((suite): [string, () => Promise<EtcdBinaries>] => [
      `Debian ${suite}`,
      () => fromDebian(suite),
    ]),
    ['PATH', () => fromPath()],
    ['release archive', async () => inFolder(await fetchRelease(version))],
  ];
  for (const [source, attempt] of attempts) {
    try {
      const binaries = await attempt();
      if (binaries.version.startsWith(`${version}.`)) {
        return binaries;
      }
      failures.push(`${source}: has ${binaries.version}`);
    } catch (error) {
      failures.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`No etcd ${version} found; set ETCD_BIN to the folder of one.\n  ${failures.join('\n  ')}`);
}

async function inFolder(folder: string): Promise<EtcdBinaries> {
  const etcd = join(folder, 'etcd');
  const etcdutl = join(folder, 'etcdutl');
  const { stdout } = await run(etcd, ['--version']);
  const version = /etcd Version: (\S+)/.exec(stdout)?.[1];
  if (version === undefined) {
    throw new Error(`${etcd} --version answers without a version`);
  }
  return { etcd, etcdctl: join(folder, 'etcdctl'), ...(existsSync(etcdutl) && { etcdutl }), version };
}

interface DebianModule {
  fetchDebianPackages(request: {
    suite: string;
    packages: readonly string[];
  }): Promise<Map<string, { folder: string; version: string }>>;
}

async function fromDebian(suite: string): Promise<EtcdBinaries> {
  if (process.platform !== 'linux' || !(await readFile('/etc/debian_version', 'utf8').catch(() => ''))) {
    throw new Error('this is no Debian');
  }
  const script = pathToFileURL(join(repositoryRoot, 'scripts/debian.mjs')).href;
  const debian = (await import(script)) as DebianModule;
  const packages = await debian.fetchDebianPackages({ suite, packages: ['etcd-server', 'etcd-client'] });
  const binary = (name: string, file: string) => join(packages.get(name)?.folder ?? '', 'usr/bin', file);
  const server = await inFolder(binary('etcd-server', ''));
  // Which of the two packages carries etcdutl differs between the suites.
  const etcdutl = [binary('etcd-client', 'etcdutl'), binary('etcd-server', 'etcdutl')].find(existsSync);
  return {
    etcd: server.etcd,
    version: server.version,
    etcdctl: binary('etcd-client', 'etcdctl'),
    ...(etcdutl && { etcdutl }),
  };
}

async function fromPath(): Promise<EtcdBinaries> {
  const folder = (process.env.PATH ?? '')
    .split(delimiter)
    .find(candidate => existsSync(join(candidate, 'etcd')) && existsSync(join(candidate, 'etcdctl')));
  if (folder === undefined) {
    throw new Error('no etcd and etcdctl there');
  }
  return inFolder(folder);
}
