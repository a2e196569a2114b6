import { open } from 'node:fs/promises';

/** Readable and writable by its owner alone. */
const privateMode = 0o600;

/**
 * Writes a file that nobody else may read, not even for a moment: one that is there already gets the mode before it gets
 * the text.
 * @throws what Node says of a file that cannot be written.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', privateMode);
  try {
    await file.chmod(privateMode);
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
