import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithThisProcess, stopProcess } from '../processes';
import { calmSettings } from './calmSettings';
import { installVscodeServer } from './vscodeInstallation';

const startTimeoutMilliseconds = 60_000;
/** As many lines of the server's log as an error message shows. */
const keptLines = 50;

export interface VscodeServerOptions {
  /** A free one where it is left out. */
  readonly port?: number;
  /** Everything the server writes; a fresh folder for each run of tests. */
  readonly serverDataDirectory: string;
  readonly extensionsDirectory: string;
  /** Settings of the machine, on top of the calm ones, which are the user's. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The folder that a window opens whose address names none. */
  readonly folder?: string;
  /** Lets a window be driven by `payload`; off for people. */
  readonly automation?: boolean;
  /** Environment of the server, and thereby of the extension host. */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface WindowOptions {
  readonly folder?: string;
  /** An extension to load from its source folder. */
  readonly extensionDevelopmentPath?: string;
  /** A module whose `run()` is executed in the extension host; needs a development path. */
  readonly extensionTestsPath?: string;
}

export interface VscodeServer {
  readonly port: number;
  readonly url: string;
  /** The address of a window. */
  windowUrl(options: WindowOptions): string;
  stop(): Promise<void>;
}

/** Starts VS Code's own server on 127.0.0.1, installing it first where the cache has none. */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const { directory, node } = await installVscodeServer();
  await writeSettings(options);
  await mkdir(options.extensionsDirectory, { recursive: true });
  const child = spawn(
    node,
    [
      join(directory, 'out/server-main.js'),
      '--host=127.0.0.1',
      `--port=${options.port ?? 0}`,
      '--without-connection-token',
      '--accept-server-license-terms',
      '--disable-workspace-trust',
      '--telemetry-level=off',
      `--server-data-dir=${options.serverDataDirectory}`,
      `--extensions-dir=${options.extensionsDirectory}`,
      ...(options.folder ? [`--default-folder=${options.folder}`] : []),
      ...(options.automation ? ['--enable-smoke-test-driver'] : []),
    ],
    // Without a gallery the server asks nothing outside this machine.
    { env: { ...(options.environment ?? process.env), EXTENSIONS_GALLERY: '{}' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const forget = endWithThisProcess(child.pid);
  child.once('exit', forget);
  try {
    const port = await listeningPort(child);
    const authority = `127.0.0.1:${port}`;
    return {
      port,
      url: `http://${authority}/`,
      windowUrl: window => windowUrl(authority, window),
      stop: () => stopProcess(child),
    };
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
}

/** Waits for the line in which the server names its port, and keeps reading so that the pipe never fills. */
async function listeningPort(child: ChildProcess): Promise<number> {
  const log: string[] = [];
  return await new Promise<number>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The VS Code server ${why}:\n${log.join('\n')}`));
    const timer = setTimeout(() => fail('did not start in time'), startTimeoutMilliseconds);
    child.once('error', error => fail(`could not be started (${error.message})`));
    child.once('exit', code => fail(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) {
        continue;
      }
      createInterface({ input: stream }).on('line', line => {
        log.push(line);
        log.splice(0, log.length - keptLines);
        const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
        if (port) {
          clearTimeout(timer);
          resolve(Number(port));
        }
      });
    }
  });
}

/** Settings of the application count only as the user's, those of the extension's machine only as the machine's. */
async function writeSettings({ serverDataDirectory, settings }: VscodeServerOptions): Promise<void> {
  for (const [scope, values] of Object.entries({ User: calmSettings, Machine: settings ?? {} })) {
    const folder = join(serverDataDirectory, 'data', scope);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify(values, null, 2));
  }
}

function windowUrl(authority: string, options: WindowOptions): string {
  const remote = (path: string) => `vscode-remote://${authority}${path}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (options.extensionDevelopmentPath) {
    payload.push(['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)]);
  }
  if (options.extensionTestsPath) {
    payload.push(['extensionTestsPath', remote(options.extensionTestsPath)]);
  }
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (options.folder) {
    query.set('folder', options.folder);
  }
  // The workbench decodes `%20` and leaves `+` as it is.
  return `http://${authority}/?${query.toString().replaceAll('+', '%20')}`;
}
