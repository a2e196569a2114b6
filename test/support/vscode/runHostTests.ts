/**
 * Runs the host suites inside a real extension host:
 *
 *   node dist/tests/test/support/vscode/runHostTests.js [--packaged]
 *
 * With `--packaged` the extension is the .vsix as users install it. `ETCDSCOPE_HOST=desktop` takes the desktop VS Code
 * instead of the server and Chromium.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../repositoryRoot';
import { writeSuiteReport } from '../suiteReport';
import { UnavailableError, unavailableExitCode } from '../unavailableError';
import { runInDesktop } from './desktopHost';
import type { HostRun } from './hostRun';
import { installPackage, makeTestsCarrier } from './packagedExtension';
import { runInServer } from './serverHost';

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-host-'));
  try {
    const packaged = process.argv.includes('--packaged');
    const extensionsDirectory = join(directory, 'extensions');
    const workspace = join(directory, 'workspace');
    await mkdir(workspace);
    await mkdir(extensionsDirectory);
    if (packaged) {
      await installPackage(extensionsDirectory);
    }
    const hostRun: HostRun = {
      directory,
      workspace,
      extensionsDirectory,
      // A test module only runs beside an extension under development; for the packaged one that is an empty extension.
      extensionDevelopmentPath: packaged ? await makeTestsCarrier(directory) : repositoryRoot,
      extensionTestsPath: join(__dirname, '../../host/index'),
      environment: { ...process.env, ETCDSCOPE_HOST_EXTENSION: packaged ? 'packaged' : 'development' },
    };
    const runner = process.env.ETCDSCOPE_HOST === 'desktop' ? runInDesktop : runInServer;
    process.exitCode = await runner(hostRun);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
  if (error instanceof UnavailableError) {
    writeSuiteReport({ passed: 0, failed: 0, failures: [], skipped: [], unavailable: error.message });
    process.exitCode = unavailableExitCode;
  }
});
