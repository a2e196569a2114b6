/**
 * Fetches packages of a Debian suite into a cache folder and unpacks them there. Nothing is installed, and apt's own
 * state is neither read for packages nor written: a configuration of its own names its lists, its cache and its sources.
 * The mirror is the one that the machine itself is configured for.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds. The lists of a suite are some 10 MB, the largest package we take some 20 MB. */
const mostTimeForACommand = 10 * 60_000;
const mostTimeForTheLock = 15 * 60_000;
const timeBetweenLockAttempts = 200;

/** Debian's keys where its base system keeps them, newest name first. */
const keyrings = ['/usr/share/keyrings/debian-archive-keyring.pgp', '/usr/share/keyrings/debian-archive-keyring.gpg'];

/** The folder for everything that can be fetched again. */
export function cacheFolder() {
  return process.env.ETCDSCOPE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'etcdscope');
}

/**
 * Unpacks the newest version of each package that the suite has.
 *
 * What was unpacked before is taken as it is, without asking the mirror, unless `refresh` is set. Several processes may
 * call this at once: one fetches, the others wait for it, and a package's folder appears only when it is complete.
 *
 * @param {{ suite: string, packages: readonly string[], into?: string, refresh?: boolean }} request
 *   `into` is a cache folder, {@link cacheFolder} by default.
 * @returns {Promise<Map<string, { folder: string, version: string }>>} by package name: the root of the unpacked tree
 *   (it holds `usr/…`) and Debian's version of it.
 * @throws {Error} when this is no Debian, the mirror cannot be reached, or the suite lacks a package.
 */
export async function fetchDebianPackages({ suite, packages, into = cacheFolder(), refresh = false }) {
  const suiteFolder = join(into, 'debian', suite);
  if (refresh || !(await unpacked(suiteFolder, packages))) {
    await mkdir(suiteFolder, { recursive: true });
    await withLock(join(suiteFolder, 'lock'), async () => {
      const missing = [];
      for (const name of packages) {
        if (refresh || !(await unpacked(suiteFolder, [name]))) {
          missing.push(name);
        }
      }
      if (missing.length > 0) {
        await fetchMissing(suite, missing, suiteFolder);
      }
    });
  }
  const found = await unpacked(suiteFolder, packages);
  if (!found) {
    throw new Error(`Could not unpack ${packages.join(', ')} of Debian ${suite}`);
  }
  return found;
}

/** The packages' folders, or undefined where one is not there yet. */
async function unpacked(suiteFolder, packages) {
  const found = new Map();
  for (const name of packages) {
    const version = await readFile(join(suiteFolder, `${name}.version`), 'utf8').catch(() => undefined);
    const folder = version && join(suiteFolder, versionFolder(name, version));
    if (!folder || !existsSync(folder)) {
      return undefined;
    }
    found.set(name, { folder, version });
  }
  return found;
}

function versionFolder(name, version) {
  return `${name}_${encodeURIComponent(version)}`;
}

async function fetchMissing(suite, packages, suiteFolder) {
  const apt = join(suiteFolder, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial', 'parts']) {
    await mkdir(join(apt, folder), { recursive: true });
  }
  const keyring = keyrings.find(existsSync);
  const options = keyring ? ` [signed-by=${keyring}]` : '';
  await writeFile(join(apt, 'sources.list'), `deb${options} ${await debianMirror()} ${suite} main\n`);
  await writeFile(join(apt, 'apt.conf'), await aptConfiguration(apt));
  const environment = { ...process.env, APT_CONFIG: join(apt, 'apt.conf'), LC_ALL: 'C' };
  const inFolder = cwd => ({ cwd, env: environment, timeout: mostTimeForACommand, maxBuffer: 16 * 1024 * 1024 });

  await run('apt-get', ['--error-on=any', 'update'], inFolder(apt));
  const work = await mkdtemp(join(suiteFolder, 'work-'));
  try {
    await run('apt-get', ['download', ...packages], inFolder(work));
    for (const archive of (await readdir(work)).filter(name => name.endsWith('.deb'))) {
      const { stdout } = await run('dpkg-deb', ['--field', archive, 'Package', 'Version'], inFolder(work));
      const [, name, version] = /^Package: (.+)\nVersion: (.+)$/m.exec(stdout);
      await run('dpkg-deb', ['--extract', archive, name], inFolder(work));
      const folder = join(suiteFolder, versionFolder(name, version));
      if (!existsSync(folder)) {
        await rename(join(work, name), folder);
      }
      await writeFile(join(work, 'version'), version);
      await rename(join(work, 'version'), join(suiteFolder, `${name}.version`));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** How the machine reaches its mirrors (proxies, timeouts, certificates), without its sources and its hooks. */
async function aptConfiguration(apt) {
  const { stdout } = await run('apt-config', ['dump']);
  const reaching = stdout.split('\n').filter(line => /^Acquire::(?!IndexTargets|Languages)/.test(line));
  const own = {
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': join(apt, 'parts'),
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::Cache': join(apt, 'cache'),
    'Acquire::Languages': 'none',
    // Root may lack the right to hand a cache folder in its home to apt's sandbox user.
    'APT::Sandbox::User': process.getuid?.() === 0 ? 'root' : '',
  };
  return [...reaching, ...Object.entries(own).map(([name, value]) => `${name} "${value}";`), ''].join('\n');
}

/** The mirror of Debian's main archive that this machine's own sources name. */
async function debianMirror() {
  // What an update would ask for: known even where the lists themselves were never fetched or were removed.
  const { stdout } = await run('apt-get', ['--print-uris', 'update']);
  // Security, updates and backports are archives or suites of their own, with a dash or a slash in their name.
  const mirror = /^'(?<uri>[^']+\/debian)\/dists\/[a-z]+\/InRelease'/m.exec(stdout)?.groups?.uri;
  if (mirror === undefined) {
    throw new Error('This machine has no Debian mirror among its apt sources');
  }
  return mirror;
}

/** Runs the task while holding a folder that only one process can make; one left by a process that is gone is taken over. */
async function withLock(lock, task) {
  const deadline = Date.now() + mostTimeForTheLock;
  while (!(await tryLock(lock))) {
    if (Date.now() > deadline) {
      throw new Error(`Another process holds ${lock}`);
    }
    await sleep(timeBetweenLockAttempts);
  }
  try {
    return await task();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function tryLock(lock) {
  // Made beside and renamed, so that a lock never stands without the id of its holder. Renaming onto a non-empty folder fails.
  const mine = await mkdtemp(`${lock}-`);
  await writeFile(join(mine, 'pid'), String(process.pid));
  try {
    await rename(mine, lock);
    return true;
  } catch (error) {
    await rm(mine, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
      throw error;
    }
  }
  const holder = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => '0'));
  if (holder > 0 && !isAlive(holder)) {
    await rm(lock, { recursive: true, force: true });
  }
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
