import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClusters } from '../../../../src/features/connections/foundClusters';

const nowhere = '/nonexistent/etcd';

describe('findClusters', () => {
  it('finds nothing on a machine without etcd', async () => {
    assert.deepEqual(await findClusters({}, nowhere), []);
  });

  it('takes what etcdctl is set to', async () => {
    const environment = {
      ETCDCTL_ENDPOINTS: 'https://10.0.0.1:2379,10.0.0.2:2379',
      ETCDCTL_CACERT: '/pki/ca.crt',
      ETCDCTL_CERT: '/pki/client.crt',
      ETCDCTL_KEY: '/pki/client.key',
    };
    assert.deepEqual(await findClusters(environment, nowhere), [
      {
        source: 'environment',
        draft: {
          endpoints: ['https://10.0.0.1:2379', 'https://10.0.0.2:2379'],
          tls: { caFile: '/pki/ca.crt', certificateFile: '/pki/client.crt', keyFile: '/pki/client.key' },
        },
      },
    ]);
  });

  it('takes the user of etcdctl and leaves its password where it is', async () => {
    const found = await findClusters({ ETCDCTL_ENDPOINTS: '127.0.0.1:2379', ETCDCTL_USER: 'root:secret' }, nowhere);
    assert.deepEqual(
      found.map(({ draft }) => draft),
      [{ endpoints: ['http://127.0.0.1:2379'], username: 'root' }],
    );
    assert.doesNotMatch(JSON.stringify(found), /secret/);
  });

  it('passes over what it cannot use', async () => {
    assert.deepEqual(await findClusters({ ETCDCTL_ENDPOINTS: 'unix:///run/etcd.sock, ,' }, nowhere), []);
    assert.deepEqual(await findClusters({ ETCDCTL_CACERT: '/pki/ca.crt' }, nowhere), []);
    const [found] = await findClusters({ ETCDCTL_ENDPOINTS: 'https://a:1', ETCDCTL_CACERT: 'ca.crt' }, nowhere);
    assert.deepEqual(found?.draft.tls ?? {}, {});
  });

  describe('on a control plane', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'etcdscope-kubeadm-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    async function put(...names: string[]): Promise<void> {
      for (const name of names) {
        await writeFile(join(folder, name), '');
      }
    }

    it("prefers the pair that kubeadm made for clients over the member's own", async () => {
      await put('ca.crt', 'server.crt', 'server.key');
      const own = await findClusters({}, folder);
      assert.equal(own[0]?.draft.tls?.certificateFile, join(folder, 'server.crt'));
      await put('healthcheck-client.crt', 'healthcheck-client.key');
      assert.deepEqual(await findClusters({}, folder), [
        {
          source: 'kubeadm',
          draft: {
            endpoints: ['https://127.0.0.1:2379'],
            tls: {
              caFile: join(folder, 'ca.crt'),
              certificateFile: join(folder, 'healthcheck-client.crt'),
              keyFile: join(folder, 'healthcheck-client.key'),
            },
          },
        },
      ]);
    });

    it('offers nothing without a whole pair', async () => {
      await put('ca.crt', 'server.crt', 'healthcheck-client.key');
      assert.deepEqual(await findClusters({}, folder), []);
    });
  });
});
