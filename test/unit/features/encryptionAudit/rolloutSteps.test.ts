import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutSteps } from '../../../../src/features/encryptionAudit/rolloutSteps';
import { writeKeyFile } from '../../../../src/features/encryptionAudit/writeKeyFile';
import { skip } from '../../../support/skip';
import { english } from './localization';

describe('rolling out an EncryptionConfiguration', () => {
  it('begins with a backup, rewrites before it audits, and removes last', () => {
    const text = rolloutSteps(
      { isRotation: false, files: ['/tmp/a.yaml'], keyName: 'key-1', resources: ['secrets', '*.apps'] },
      english,
    );
    const order = ['Back up etcd', '/tmp/a.yaml', 'kubectl get secrets', 'etcd: Audit', 'remove identity'];
    const places = order.map(words => text.indexOf(words));
    assert.ok(
      places.every(place => place >= 0),
      String(places),
    );
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.doesNotMatch(text, /kubectl get \*/);
  });

  it('has several API servers learn a key before any writes with it', () => {
    const files = ['/tmp/a.step-1.yaml', '/tmp/a.step-2.yaml'];
    const text = rolloutSteps({ isRotation: true, files, keyName: 'key-2', resources: ['secrets'] }, english);
    assert.ok(text.indexOf('step-1') < text.indexOf('let them write'));
    assert.ok(text.indexOf('let them write') < text.indexOf('step-2'));
  });

  it('has several API servers learn the first key as well, and sets the flag once', () => {
    const files = ['/tmp/a.step-1.yaml', '/tmp/a.step-2.yaml'];
    const text = rolloutSteps({ isRotation: false, files, keyName: 'key-1', resources: ['secrets'] }, english);
    assert.ok(text.indexOf('let them write') < text.indexOf('step-2'));
    assert.equal(text.split('--encryption-provider-config').length, 2);
    assert.ok(text.indexOf('step-2') < text.indexOf('Restart the API servers'));
  });
});

describe('a file with keys', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-private-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('is for its owner alone', async function () {
    if (process.platform === 'win32') {
      skip(this, 'Windows has no file modes');
    }
    const file = join(directory, 'fresh');
    assert.equal(await writeKeyFile(file, 'keys'), true);
    const { mode, size } = await stat(file);
    assert.deepEqual([mode & 0o777, size], [0o600, 4]);
  });

  it('is never written over another one, nor through a link', async () => {
    const [old, link] = [join(directory, 'old'), join(directory, 'link')];
    await writeFile(old, 'keys in use');
    const hasLinks = process.platform !== 'win32';
    if (hasLinks) {
      await symlink(old, link);
    }
    for (const file of hasLinks ? [old, link] : [old]) {
      assert.equal(await writeKeyFile(file, 'keys'), false);
    }
    assert.equal(await readFile(old, 'utf8'), 'keys in use');
  });

  it('says why it cannot be written', async () => {
    await assert.rejects(writeKeyFile(join(directory, 'absent', 'keys'), 'keys'), { code: 'ENOENT' });
  });
});
