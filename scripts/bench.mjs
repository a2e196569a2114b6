/**
 * Measures one part of the product beside its rival in the same run, and prints JSON lines:
 *
 *   npm run bench -- NAME [arguments]
 *
 * NAME is a folder of test/bench, whose index.ts exports `run(arguments)`.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node, runToEnd } from './commands.mjs';
import { installDependencies, requireNode } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(join(root, 'test/bench'), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name);

const [name, ...args] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Name one of these: ${names.join(', ')}.`);
  process.exit(2);
}
requireNode();
await installDependencies();
await runToEnd(node('scripts/build.mjs', '--tests', '--production'), { cwd: root });
const { run } = createRequire(import.meta.url)(join(root, 'dist/tests/test/bench', name, 'index.js'));
await run(args);
