import { type FileHandle, open } from 'node:fs/promises';

/** Readable and writable by its owner alone. */
const privateMode = 0o600;

/**
 * Writes a new file that nobody else may read, not even for a moment. One that is there already stays as it is: it may
 * hold the only copy of keys that are in use.
 *
 * @returns whether it was written; false where there is a file of that name.
 * @throws what Node says of a file that cannot be written.
 */
export async function writeKeyFile(path: string, text: string): Promise<boolean> {
  const file = await openNew(path);
  if (file === undefined) {
    return false;
  }
  try {
    // Whatever the umask of the process is.
    await file.chmod(privateMode);
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  return true;
}

async function openNew(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx', privateMode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return undefined;
    }
    throw error;
  }
}
