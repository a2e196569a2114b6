import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/repositoryRoot';
import { skip } from '../../support/skip';
import { readZipDirectory, type ZipEntry } from './zipDirectory';

const packageFile = join(repositoryRoot, 'dist/etcdscope.vsix');
const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** What a package must hold. vsce renames the licence and the two texts that the marketplace shows. */
const required = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'NOTICE',
  'dist/extension.mjs',
  'dist/snapshot.js',
  'dist/ThirdPartyNotices.txt',
  'proto/auth.proto',
  'proto/kv.proto',
  'proto/rpc.proto',
];

/** What it may hold besides. */
const allowed = [
  /^dist\/[\w-]+\.mjs$/,
  /^media\/[\w-]+\.(png|svg|css)$/,
  /^media\/walkthrough\//,
  /^dist\/media\/.*(?<!\.map)$/,
  /^l10n\/.*\.json$/,
];

/** esbuild's account of what it wrote: each file with what it imports. */
type Outputs = Readonly<
  Record<
    string,
    { readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: true }[] }
  >
>;

describe('the package that users install', () => {
  let files: ZipEntry[];

  before(function () {
    if (!existsSync(packageFile)) {
      skip(this, 'there is no dist/etcdscope.vsix; `npm run package` makes it');
    }
    files = readZipDirectory(readFileSync(packageFile))
      .filter(entry => entry.name.startsWith('extension/'))
      .map(entry => ({ ...entry, name: entry.name.slice('extension/'.length) }));
  });

  it('holds all that the extension needs', () => {
    const names = new Set(files.map(file => file.name));
    assert.deepEqual(
      required.filter(name => !names.has(name)),
      [],
    );
  });

  it('holds nothing else', () => {
    const surplus = files
      .map(file => file.name)
      .filter(name => !required.includes(name) && !allowed.some(pattern => pattern.test(name)));
    assert.deepEqual(surplus, []);
  });

  it('is smaller than 2 MB', () => {
    assert.ok(statSync(packageFile).size < 2 * megabyte, `${statSync(packageFile).size} bytes`);
  });

  it('loads less than 100 KB when it activates', () => {
    const outputs = JSON.parse(readFileSync(join(repositoryRoot, 'dist/extension.meta.json'), 'utf8')) as Outputs;
    const loaded = new Set<string>();
    const load = (name: string) => {
      if (!loaded.has(name)) {
        loaded.add(name);
        for (const { path, kind, external } of outputs[name]?.imports ?? []) {
          if (kind === 'import-statement' && !external) {
            load(path);
          }
        }
      }
    };
    load('dist/extension.mjs');
    const sizes = [...loaded].map(name => files.find(file => file.name === name)?.size ?? Number.NaN);
    const size = sizes.reduce((sum, next) => sum + next);
    assert.ok(size < 100 * kilobyte, `${size} bytes in ${[...loaded].join(', ')}`);
  });

  it('keeps gRPC and the Kubernetes schema for first use', () => {
    const names = files.map(file => file.name);
    for (const part of ['etcd', 'kubernetes']) {
      assert.ok(
        names.some(name => name.startsWith(`dist/${part}-`)),
        part,
      );
    }
  });
});
