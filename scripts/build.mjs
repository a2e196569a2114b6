/**
 * Builds everything that runs: the extension with the parts it loads on first use, the bundle of `core` alone, the
 * panels, and (with --tests) the transpiled tests.
 *
 *   node scripts/build.mjs [--watch] [--tests] [--production]
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {import('esbuild').BuildOptions} */
const forNode = {
  absWorkingDir: root,
  platform: 'node',
  target: 'node20',
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const bundle = {
  ...forNode,
  bundle: true,
  minify: production,
  // etcd3 and gRPC find their own classes by name.
  keepNames: true,
};

/**
 * ECMAScript modules, because only they are split: what `import()` reaches becomes a file that loads on first use, and
 * what several of those share is in one place. The packages in them still expect what CommonJS gives a file.
 * @type {import('esbuild').BuildOptions}
 */
const extension = {
  ...bundle,
  entryPoints: { extension: 'src/extension.ts' },
  format: 'esm',
  splitting: true,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
  external: ['vscode'],
  metafile: production,
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url),__dirname=import.meta.dirname,__filename=import.meta.filename;",
  },
};

/** Only `node:` may stay outside: a stray import of `vscode` fails the build here. @type {import('esbuild').BuildOptions} */
const core = {
  ...bundle,
  entryPoints: { core: 'src/core/index.ts' },
  format: 'cjs',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
};

/**
 * What a thread of core/snapshot runs, wherever the rest of that room was bundled to: it is looked for by this name, and
 * loads nothing else. @type {import('esbuild').BuildOptions}
 */
const snapshotThread = {
  ...bundle,
  entryPoints: { snapshot: 'src/core/snapshot/jobs/worker.ts' },
  format: 'cjs',
  outdir: 'dist',
  metafile: production,
};

/** One script and one style sheet a panel: every folder of `media` with an `index.ts`. @type {import('esbuild').BuildOptions} */
const panels = {
  ...bundle,
  entryPoints: readdirSync(join(root, 'media')).flatMap(name =>
    existsSync(join(root, 'media', name, 'index.ts'))
      ? [
          { in: `media/${name}/index.ts`, out: name },
          { in: `media/${name}/${name}.css`, out: name },
        ]
      : [],
  ),
  platform: 'browser',
  // What the oldest VS Code that is supported runs on (Electron 34).
  target: 'chrome132',
  format: 'iife',
  keepNames: false,
  outdir: 'dist/media',
  metafile: production,
};

/** File by file, so that the tests of a file run it alone. @returns {import('esbuild').BuildOptions[]} */
function tests() {
  rmSync(join(root, 'dist/tests'), { recursive: true, force: true });
  const transpiled = { ...forNode, format: 'cjs', sourcemap: 'linked', outbase: '.', outdir: 'dist/tests' };
  return [
    // The imports in these name no file extension, which only `require` can do without.
    { ...transpiled, entryPoints: files('src', '.ts'), supported: { 'dynamic-import': false } },
    // Packages without a form for `require`, found by the files above before those of the checkout.
    {
      ...forNode,
      bundle: true,
      format: 'cjs',
      entryPoints: ['cborg', '@noble/ciphers/salsa.js'].map(name => ({
        in: name,
        out: join('node_modules', name.endsWith('.js') ? name.slice(0, -'.js'.length) : join(name, 'index')),
      })),
      outdir: 'dist/tests',
    },
    // These import scripts that are modules.
    { ...transpiled, entryPoints: files('test', '.ts').filter(name => !name.includes('fixtures')) },
  ];
}

function files(folder, suffix) {
  return readdirSync(join(root, folder), { recursive: true })
    .map(name => join(folder, name))
    .filter(name => name.endsWith(suffix) && statSync(join(root, name)).isFile());
}

mkdirSync(join(root, 'dist'), { recursive: true });
rmSync(join(root, 'dist/media'), { recursive: true, force: true });
for (const name of readdirSync(join(root, 'dist'))) {
  // Their names change with what they hold, so those of earlier builds would stay.
  if (/\.mjs(\.map)?$/.test(name)) {
    rmSync(join(root, 'dist', name));
  }
}

// etcd3 reads its .proto files from `../proto`, seen from the file that holds its code.
mkdirSync(join(root, 'proto'), { recursive: true });
cpSync(join(root, 'node_modules/etcd3/proto'), join(root, 'proto'), { recursive: true });

const bundled = new Set();
for (const options of [extension, core, snapshotThread, panels, ...(flags.has('--tests') ? tests() : [])]) {
  const build = await context(options);
  if (flags.has('--watch')) {
    await build.watch();
  } else {
    const { metafile } = await build.rebuild();
    for (const input of Object.keys(metafile?.inputs ?? {})) {
      bundled.add(input);
    }
    if (options === extension && metafile) {
      // Which file loads which, for the test that weighs the package.
      writeFileSync(join(root, 'dist/extension.meta.json'), JSON.stringify(metafile.outputs));
    }
    await build.dispose();
  }
}
if (bundled.size > 0) {
  writeFileSync(join(root, 'dist/ThirdPartyNotices.txt'), thirdPartyNotices(root, bundled));
}
