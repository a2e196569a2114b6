import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { UnavailableError } from '../unavailableError';
import { calmLaunchArguments } from './calmLaunchArguments';
import type { HostRun } from './hostRun';

/** Runs the suites in the desktop VS Code: the one on PATH, else a download. Returns the exit code they ended with. */
export async function runInDesktop(run: HostRun): Promise<number> {
  return await runTests({
    vscodeExecutablePath: findDesktopExecutable() ?? (await download()),
    extensionDevelopmentPath: run.extensionDevelopmentPath,
    extensionTestsPath: run.extensionTestsPath,
    extensionTestsEnv: { ...run.environment },
    launchArgs: [
      run.workspace,
      `--extensions-dir=${run.extensionsDirectory}`,
      `--user-data-dir=${join(run.directory, 'user')}`,
      ...calmLaunchArguments,
    ],
  });
}

async function download(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode();
  } catch (error) {
    throw new UnavailableError('the desktop VS Code is not installed and cannot be downloaded here', { cause: error });
  }
}

/**
 * The program behind the `code` command, which itself returns at once. The command lies in `bin` beside the program on
 * Linux and Windows, and deep in the application's resources on macOS.
 */
function findDesktopExecutable(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const command = join(folder, process.platform === 'win32' ? 'code.cmd' : 'code');
    if (!existsSync(command)) {
      continue;
    }
    const home = dirname(dirname(realpathSync(command)));
    const candidates = [
      join(home, 'code'),
      join(home, 'Code.exe'),
      join(home, '../../MacOS/Electron'),
      join(home, '../../MacOS/Code'),
    ];
    return candidates.find(existsSync);
  }
  return undefined;
}
