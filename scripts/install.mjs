/**
 * Installs the development dependencies where they are missing or older than package-lock.json:
 *
 *   node scripts/install.mjs
 *
 * It imports nothing but Node's own modules, so that it runs on a fresh clone.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, runToEnd } from './commands.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Ends the process with a sentence where this Node is too old for what follows. */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = Number(/\d+/.exec(engines.node)?.[0]);
  if (Number.parseInt(process.versions.node, 10) < wanted) {
    console.error(`etcdscope needs Node.js ${wanted} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
}

/** Whether `npm ci` has to run. npm writes the second file at the end of each installation. */
export function isInstallationStale() {
  const installed = join(root, 'node_modules/.package-lock.json');
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** No dependency of ours needs its install script, so none runs. */
export async function installDependencies() {
  if (isInstallationStale()) {
    await runToEnd(npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'), { cwd: root });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode();
  await installDependencies();
}
