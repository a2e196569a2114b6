import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any download and build that a test run needs. */
const lockTimeoutMilliseconds = 15 * 60_000;
const incompleteInfix = '.incomplete-';

/** Where downloads outlive a test run; `ETCDSCOPE_CACHE` moves it. */
export function cacheDirectory(): string {
  return process.env.ETCDSCOPE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'etcdscope');
}

/**
 * The folder `name` of the cache. Where it is missing, `make` fills a temporary folder that then takes the name, so that
 * a folder in the cache is complete or absent; a second process that wants it meanwhile waits for the first.
 */
export async function cachedDirectory(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const wanted = join(cacheDirectory(), name);
  if (await exists(wanted)) {
    return wanted;
  }
  await mkdir(dirname(wanted), { recursive: true });
  return await withLock(`${wanted}.lock`, async () => {
    if (await exists(wanted)) {
      return wanted;
    }
    await removeIncomplete(wanted);
    const temporary = await mkdtemp(wanted + incompleteInfix);
    try {
      await make(temporary);
      await rename(temporary, wanted);
      return wanted;
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
}

/** Removes what processes left behind that ended in the middle. Only the holder of the lock may call this. */
async function removeIncomplete(wanted: string): Promise<void> {
  const parent = dirname(wanted);
  for (const name of await readdir(parent)) {
    if (name.startsWith(basename(wanted) + incompleteInfix)) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

/** A folder as lock, since making one is atomic; it names its owner, so that a lock left by a dead process is taken over. */
async function withLock<T>(lock: string, action: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + lockTimeoutMilliseconds;
  const owner = join(lock, 'pid');
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if (!hasErrorCode(error, 'EEXIST')) {
        throw error;
      }
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
    if (pid > 0 && !isAlive(pid)) {
      await rm(lock, { recursive: true, force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(`Another process (${pid || 'unknown'}) holds ${lock}. Remove it if that process is gone.`);
    }
    await sleep(500);
  }
  try {
    await writeFile(owner, String(process.pid));
    return await action();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
}

function hasErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
