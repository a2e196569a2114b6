import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../processes';
import { repositoryRoot } from '../repositoryRoot';
import { calmLaunchArguments } from '../vscode/calmLaunchArguments';
import { calmSettings } from '../vscode/calmSettings';
import { linkExtension } from '../vscode/linkedExtension';
import { startVscodeServer } from '../vscode/vscodeServer';

type Settings = Readonly<Record<string, unknown>>;

/** A VS Code with the extension. */
export interface DemoWindow {
  /** The address of a server to open in a browser; the desktop has opened its window itself. */
  readonly address?: string;
  stop(): Promise<void>;
}

/**
 * Whether the desktop's `code` may be tried: a terminal inside a remote VS Code has a `code` that only talks to that
 * window, and without a display no window opens.
 */
export function hasDesktop(): boolean {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return Boolean(display) && !process.env.VSCODE_IPC_HOOK_CLI;
}

/** Opens the desktop VS Code of `code` on PATH, apart from the user's own. Throws where there is none or it refuses. */
export async function openDesktop(directory: string, settings: Settings): Promise<DemoWindow> {
  const user = join(directory, 'desktop');
  await mkdir(join(user, 'User'), { recursive: true });
  await writeFile(join(user, 'User/settings.json'), JSON.stringify({ ...calmSettings, ...settings }, null, 2));
  await run('code', [
    '--new-window',
    `--extensionDevelopmentPath=${repositoryRoot}`,
    `--user-data-dir=${user}`,
    `--extensions-dir=${join(directory, 'extensions')}`,
    ...calmLaunchArguments,
    await makeFolder(directory),
  ]);
  return { stop: () => stopDesktop(user) };
}

/** `code` returns once the window opens; VS Code leaves the id of its process with the user's data. */
async function stopDesktop(user: string): Promise<void> {
  const pid = Number(await readFile(join(user, 'code.lock'), 'utf8').catch(() => ''));
  if (pid > 0) {
    try {
      process.kill(pid);
    } catch {
      // The user has closed it.
    }
  }
}

/** Starts VS Code's server, installing it first where the cache has none. */
export async function openServer(directory: string, settings: Settings): Promise<DemoWindow> {
  const extensionsDirectory = join(directory, 'extensions');
  await linkExtension(extensionsDirectory);
  const server = await startVscodeServer({
    serverDataDirectory: join(directory, 'server'),
    extensionsDirectory,
    settings,
    folder: await makeFolder(directory),
  });
  return { address: server.url, stop: () => server.stop() };
}

/** What the window shows first. */
const firstSteps = `# A Kubernetes cluster without Kubernetes

The etcd view is the magnifying glass in the activity bar. It is connected to an etcd that holds the state of a real
cluster. Nothing you do here can harm anything: all of it goes when you press Ctrl+C in the terminal.

From the command palette (F1):

- **etcd: Search Keys…** and a part of a name. Or expand \`/registry\`, then \`secrets\` and a namespace, and click a Secret.
- **etcd: Watch…** and a prefix. Then change a ConfigMap and save it: the list says what changed.
- **etcd: Show Member Dashboard** and **etcd: Run Health Check**.
- **etcd: Audit Encryption at Rest…**: which Secrets lie there as plaintext, and which under what key.
- **etcd: Go to Key…** and \`/registry/secrets/shop/gcm-opaque\`: it is encrypted at rest, and says how.
- **etcd: New Key…**, type \`hello\`, write something and save.

Without any cluster, **etcd: Open Snapshot File…** opens a backup the same way.
`;

/** The folder that the window opens. */
async function makeFolder(directory: string): Promise<string> {
  const folder = join(directory, 'etcdscope-demo');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'README.md'), firstSteps);
  return folder;
}
