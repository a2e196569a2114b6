import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout that these tests belong to, wherever their transpiled form lies in it. */
export const repositoryRoot = findUpwards(__dirname);

function findUpwards(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'tsconfig.json'))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      throw new Error(`No checkout of etcdscope above ${start}.`);
    }
  }
}
