import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findConfigurations } from '../../../../src/host/atRest/foundConfigurations';

describe('finding an EncryptionConfiguration', () => {
  let root: string;
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const pod = (flag: string) => `
spec:
  containers:
    - command:
        - kube-apiserver
        - ${flag}
      volumeMounts:
        - { name: etc, mountPath: /etc/kubernetes }
        - { name: enc, mountPath: /etc/kubernetes/enc/ }
  volumes:
    - { name: etc, hostPath: { path: /etc/kubernetes } }
    - { name: enc, hostPath: { path: /srv/enc } }
`;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'etcdscope-found-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('finds nothing on a machine that is no control plane', async () => {
    assert.deepEqual(await findConfigurations(root), []);
  });

  it('follows the flag of the static pod back through its nearest mount', async () => {
    await write(
      'etc/kubernetes/manifests/kube-apiserver.yaml',
      pod('--encryption-provider-config=/etc/kubernetes/enc/x.yaml'),
    );
    await write('srv/enc/x.yaml', 'kind: EncryptionConfiguration');
    assert.deepEqual(await findConfigurations(root), [{ file: join(root, 'srv/enc/x.yaml'), source: 'manifest' }]);
  });

  it('looks into the usual folders as well, and names no file twice', async () => {
    await write(
      'etc/kubernetes/manifests/kube-apiserver.yaml',
      pod('--encryption-provider-config=/etc/kubernetes/encryption-config.yaml'),
    );
    await write('etc/kubernetes/encryption-config.yaml', '');
    await write('etc/kubernetes/enc/enc.yaml', '');
    const found = await findConfigurations(root);
    assert.deepEqual(
      found.map(({ file, source }) => [file.slice(root.length), source]),
      [
        ['/etc/kubernetes/encryption-config.yaml', 'manifest'],
        ['/etc/kubernetes/enc/enc.yaml', 'folder'],
      ],
    );
  });

  it('takes no manifest for granted', async () => {
    for (const text of [
      '',
      '[',
      'spec: 3',
      'spec: { containers: [null, { command: [1, {}] }] }',
      pod('--other=x'),
      pod('--encryption-provider-config=relative'),
    ]) {
      await write('etc/kubernetes/manifests/kube-apiserver.yaml', text);
      assert.deepEqual(await findConfigurations(root), [], text);
    }
  });
});
