import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../processes';
import { repositoryRoot } from '../repositoryRoot';

import { installVscodeServer } from './vscodeInstallation';

/** The file that `npm run package` writes. */
export const packageFile = join(repositoryRoot, 'dist/etcdscope.vsix');

/** Installs the .vsix into a folder for extensions, by VS Code's own installer. */
export async function installPackage(extensionsDirectory: string): Promise<void> {
  const { directory, node } = await installVscodeServer();
  await run(node, [
    join(directory, 'out/server-main.js'),
    `--extensions-dir=${extensionsDirectory}`,
    `--server-data-dir=${join(extensionsDirectory, '../installer')}`,
    `--install-extension=${packageFile}`,
    '--accept-server-license-terms',
    '--telemetry-level=off',
  ]);
}

/** An extension that does nothing, to stand as the one under development. */
export async function makeTestsCarrier(directory: string): Promise<string> {
  const carrier = join(directory, 'tests-carrier');
  await mkdir(carrier);
  const manifest = { name: 'tests-carrier', publisher: 'etcdscope', version: '0.0.0', engines: { vscode: '*' } };
  await writeFile(join(carrier, 'package.json'), JSON.stringify(manifest));
  return carrier;
}
