import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../repositoryRoot';

/**
 * Puts the checkout into a folder for extensions as if it were installed, so that the window does not call itself a
 * development host. VS Code takes up such folders when it first starts with them.
 */
export async function linkExtension(extensionsDirectory: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8'));
  await mkdir(extensionsDirectory, { recursive: true });
  // A junction takes no privilege on Windows; elsewhere the kind is ignored.
  await symlink(repositoryRoot, join(extensionsDirectory, `${publisher}.${name}-${version}`), 'junction');
}
