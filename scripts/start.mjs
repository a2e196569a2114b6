/**
 * Shows the extension at work: an etcd with the state of a Kubernetes cluster, and a VS Code connected to it.
 *
 *   npm start
 */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endCommands, node, runToEnd } from './commands.mjs';
import { installDependencies, requireNode } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** After which a step is worth a line. */
const quietMilliseconds = 1_000;
const parentCheckMilliseconds = 1_000;

let demo;

async function main() {
  requireNode();
  endOnDemand();
  await step('Installing dependencies', installDependencies());
  await step('Building', runToEnd(node('scripts/build.mjs', '--tests'), { cwd: root }));
  const { startDemo } = await import('../dist/tests/test/support/demo/startDemo.js');
  demo = await startDemo(step);
  console.log(`\netcd ${demo.etcdVersion} with the state of a Kubernetes cluster runs at ${demo.endpoint}`);
  if (demo.address) {
    console.log(`VS Code with etcdscope is ready at ${demo.address}`);
    openInBrowser(demo.address);
  } else {
    console.log('VS Code with etcdscope opens in a window of its own.');
  }
  console.log('Choose etcd in the activity bar on the left. Ctrl+C stops everything.');
}

/** Ends on Ctrl+C, on SIGTERM and SIGHUP, and when the process that started this one is gone. */
function endOnDemand() {
  const ancestors = watchedAncestors();
  let isEnding = false;
  const end = async () => {
    if (isEnding) {
      return;
    }
    isEnding = true;
    endCommands();
    // Before the demo is complete, what it has started so far ends by itself with this process.
    await demo?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, end);
  }
  setInterval(() => ancestors.every(isAlive) || end(), parentCheckMilliseconds);
}

/** The process that started this one, and npm where that was a shell of npm's, which would outlive it. */
function watchedAncestors() {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') {
    return [parent];
  }
  const npm = Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(parent)], { encoding: 'utf8' }).stdout);
  return npm > 1 ? [parent, npm] : [parent];
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Says what is going on where it takes longer than a moment. */
async function step(title, work) {
  const timer = setTimeout(() => console.log(`${title}…`), quietMilliseconds);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Best effort: the address stands in the terminal, too. */
function openInBrowser(address) {
  const [command, ...args] = browserCommand(address) ?? [];
  if (command) {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.on('error', () => {});
    child.unref();
  }
}

function browserCommand(address) {
  if (process.platform === 'darwin') {
    return ['open', address];
  }
  if (process.platform === 'win32') {
    return ['cmd', '/c', 'start', '', address];
  }
  // Without a display, xdg-open would start a browser in this very terminal.
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', address] : undefined;
}

try {
  await main();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
