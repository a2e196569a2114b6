import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Milliseconds. Older ones go whoever made them: a home directory may be shared with machines that are gone. */
const mostAge = 7 * 24 * 60 * 60 * 1000;

/** As `unpackSnapshot` names them: the machine, the process, and what mkdtemp adds. */
const directoryName = /^(.+)-(\d+)-[A-Za-z0-9]{6}$/;

/** Removes the unpacked copies of windows that ended without doing so themselves. */
export async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const [, host, process] = directoryName.exec(name) ?? [];
    const directory = join(parent, name);
    if (process !== undefined && (await isLeftover(directory, host === hostname() ? Number(process) : undefined))) {
      await rm(directory, { recursive: true, force: true });
    }
  }
}

async function isLeftover(directory: string, processHere: number | undefined): Promise<boolean> {
  if (processHere !== undefined && !isRunning(processHere)) {
    return true;
  }
  const found = await stat(directory).catch(() => undefined);
  return processHere !== process.pid && found !== undefined && Date.now() - found.mtimeMs > mostAge;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one that runs, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
