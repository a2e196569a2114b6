/**
 * Builds everything that runs: the extension and the parts it loads on first use, the bundle of `core` alone, the
 * panels, and (with --tests) the transpiled tests.
 *
 *   node scripts/build.mjs [--watch] [--tests] [--production]
 */
import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {import('esbuild').BuildOptions} */
const forNode = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: production ? false : 'linked',
  minify: production,
  // etcd3 and gRPC find their own classes by name.
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * The parts that load on first use, each a bundle of its own beside `extension.js`, so that activation pays for none of
 * them. `src/host/lazy.ts` is the only file that imports them by value.
 */
const lazyParts = {
  etcd: 'src/core/etcd/index.ts',
  kubernetes: 'src/core/kubernetes/index.ts',
};

/** Turns `import('../core/etcd')` in the extension into a load of the part's own file. @type {import('esbuild').Plugin} */
const loadLazyParts = {
  name: 'load lazy parts',
  setup(build) {
    build.onResolve({ filter: /\/core\/\w+$/ }, ({ kind, path }) => {
      const part = path.slice(path.lastIndexOf('/') + 1);
      return kind === 'dynamic-import' && part in lazyParts ? { path: `./${part}.js`, external: true } : undefined;
    });
  },
};

function files(folder, suffix) {
  return readdirSync(join(root, folder), { recursive: true })
    .map(name => join(folder, name))
    .filter(name => name.endsWith(suffix) && statSync(join(root, name)).isFile());
}

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  {
    ...forNode,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
    // Without it the loads above would be ECMAScript imports, which older extension hosts cannot answer.
    supported: { 'dynamic-import': false },
    plugins: [loadLazyParts],
  },
  { ...forNode, entryPoints: lazyParts, outdir: 'dist' },
  // Only `node:` may stay outside: a stray import of `vscode` fails the build here.
  { ...forNode, entryPoints: { core: 'src/core/index.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' } },
];

if (flags.has('--tests')) {
  rmSync(join(root, 'dist/tests'), { recursive: true, force: true });
  builds.push({
    ...forNode,
    bundle: false,
    minify: false,
    sourcemap: 'linked',
    entryPoints: [...files('src', '.ts'), ...files('test', '.ts')].filter(name => !name.includes('fixtures')),
    outbase: '.',
    outdir: 'dist/tests',
  });
}

// etcd3 reads its .proto files from `../proto`, seen from the file that holds its code.
mkdirSync(join(root, 'proto'), { recursive: true });
cpSync(join(root, 'node_modules/etcd3/proto'), join(root, 'proto'), { recursive: true });

for (const options of builds) {
  const build = await context(options);
  if (flags.has('--watch')) {
    await build.watch();
  } else {
    await build.rebuild();
    await build.dispose();
  }
}
