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
  'dist/extension.js',
  'dist/etcd.js',
  'dist/kubernetes.js',
  'proto/auth.proto',
  'proto/kv.proto',
  'proto/rpc.proto',
];

/** What it may hold besides. */
const allowed = [
  /^media\/[\w-]+\.(png|svg)$/,
  /^media\/walkthrough\//,
  /^dist\/media\/.*(?<!\.map)$/,
  /^l10n\/.*\.json$/,
];

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
    const main = files.find(file => file.name === 'dist/extension.js');
    assert.ok(main);
    assert.ok(main.size < 100 * kilobyte, `${main.size} bytes`);
  });
});
