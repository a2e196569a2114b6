import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoEtcd } from './demoEtcd';
import { type DemoWindow, hasDesktop, openDesktop, openServer } from './demoWindow';

/** Announces a step where it takes a while. */
export type Step = <T>(title: string, work: Promise<T>) => Promise<T>;

export interface Demo {
  readonly etcdVersion: string;
  readonly endpoint: string;
  /** Where to open the window, unless it is the desktop's. */
  readonly address?: string;
  /** Ends all that was started and removes what it wrote. */
  stop(): Promise<void>;
}

/** Starts an etcd with a Kubernetes cluster's state, and a VS Code with the extension connected to it. */
export async function startDemo(step: Step): Promise<Demo> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-demo-'));
  // For an end in the middle of starting, when nobody has anything to stop yet.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const undo: (() => Promise<unknown>)[] = [
    () => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  ];
  const stop = async () => {
    for (let last = undo.pop(); last; last = undo.pop()) {
      await last();
    }
  };
  try {
    const etcd = await step('Starting etcd (the first time it is fetched)', startDemoEtcd(directory));
    undo.push(() => etcd.stop());
    const endpoint = etcd.endpoints[0] ?? '';
    const window = await openWindow(directory, demoSettings(endpoint), step);
    undo.push(() => window.stop());
    return { etcdVersion: etcd.binaries.version, endpoint, stop, ...(window.address && { address: window.address }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function demoSettings(endpoint: string): Readonly<Record<string, unknown>> {
  return {
    'workbench.startupEditor': 'readme',
    'etcdscope.connections': [{ id: 'demo', name: 'kubernetes-a (demo)', endpoints: [endpoint], connectOnStart: true }],
  };
}

async function openWindow(
  directory: string,
  settings: Readonly<Record<string, unknown>>,
  step: Step,
): Promise<DemoWindow> {
  if (hasDesktop()) {
    try {
      return await step('Opening VS Code', openDesktop(directory, settings));
    } catch {
      // No `code` on PATH, or one that cannot open a window: the server does without.
    }
  }
  return await step(
    'Starting the VS Code server (the first time it is installed from npm, about a minute)',
    openServer(directory, settings),
  );
}
