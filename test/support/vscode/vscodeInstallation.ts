import { access, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { cachedDirectory } from '../cache';
import { run } from '../processes';
import { UnavailableError } from '../unavailableError';

/** The npm package that carries the VS Code server of the same number less three in front: VS Code 1.139.1. */
const codeServerVersion = '4.139.1';
/** Of the major version that this server's `engines` ask for. */
const nodeVersion = '24.21.0';

/**
 * Modules that npm would compile on installation and for which no binary is published: the log files of the extension
 * host, and the timer that ends it when its server is gone. Without them the server runs all the same.
 */
const compiledModules = ['@vscode/spdlog', '@vscode/native-watchdog'];

export interface VscodeInstallation {
  /** The folder of VS Code's own server, with `out/server-main.js`. */
  readonly directory: string;
  /** The Node to run it with. */
  readonly node: string;
}

/**
 * The VS Code server from npm, installed into the cache on first use: 780 MB, about a minute. No install script runs:
 * Node comes from the package that holds nothing but its binary.
 * Throws UnavailableError where npm has no Node for this platform or cannot be reached.
 */
export async function installVscodeServer(): Promise<VscodeInstallation> {
  let root: string;
  try {
    root = await cachedDirectory(`vscode-server-${codeServerVersion}-node-${nodeVersion}`, install);
  } catch (error) {
    throw new UnavailableError('the VS Code server could not be installed from npm', { cause: error });
  }
  return installationIn(root);
}

function installationIn(root: string): VscodeInstallation {
  const modules = join(root, 'node_modules');
  return {
    directory: join(modules, 'code-server/lib/vscode'),
    node: join(modules, nodePackage(), process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'),
  };
}

/** The names under which the `node` package publishes its binaries. */
function nodePackage(): string {
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `${prefix}-${platform}-${process.arch}`;
}

async function install(root: string): Promise<void> {
  const quietly = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  // A package.json keeps npm from looking for one in the folders above.
  await writeFile(join(root, 'package.json'), '{ "private": true }');
  // Forced, because code-server refuses a Node other than the one it is to be run with.
  const packages = [`code-server@${codeServerVersion}`, `${nodePackage()}@${nodeVersion}`];
  await run('npm', ['install', '--force', '--no-package-lock', ...quietly, ...packages], { cwd: root });
  const { directory, node } = installationIn(root);
  await access(node);
  await run('npm', ['install', ...quietly], { cwd: directory });
  await compile(directory, node);
}

/** Best effort: it takes Python and a C++ compiler, which a machine may lack. What failed is noted beside the installation. */
async function compile(directory: string, node: string): Promise<void> {
  const binaries = dirname(node);
  const environment = {
    ...process.env,
    PATH: `${binaries}${delimiter}${process.env.PATH}`,
    // The headers that belong to this Node come in its package.
    npm_config_nodedir: dirname(binaries),
  };
  try {
    await run('npm', ['rebuild', '--loglevel=error', ...compiledModules], { cwd: directory, environment });
  } catch (error) {
    await writeFile(join(directory, 'not-compiled.log'), String(error));
  }
}
