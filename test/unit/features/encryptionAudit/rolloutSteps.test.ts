import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutSteps } from '../../../../src/features/encryptionAudit/rolloutSteps';
import { writePrivateFile } from '../../../../src/features/encryptionAudit/writePrivateFile';
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
});

describe('a file with keys', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-private-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('is for its owner alone, also where there was a file before', async function () {
    if (process.platform === 'win32') {
      skip(this, 'Windows has no file modes');
    }
    const [fresh, old] = [join(directory, 'fresh'), join(directory, 'old')];
    await writeFile(old, 'longer than what comes', { mode: 0o644 });
    for (const file of [fresh, old]) {
      await writePrivateFile(file, 'keys');
      const { mode, size } = await stat(file);
      assert.deepEqual([mode & 0o777, size], [0o600, 4]);
    }
  });
});
