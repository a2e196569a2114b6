import { type EtcdOptions, type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, type StartEtcdOptions, startEtcd } from './startEtcd';

export interface StartedEtcd {
  readonly etcd: RunningEtcd;
  /** A store, at all endpoints unless told otherwise, which is closed before the cluster ends. */
  open(options?: Partial<EtcdOptions>): Promise<EtcdStore>;
}

/** Runs a test with a cluster of its own, which is gone when the test is over. */
export async function withEtcd(
  options: StartEtcdOptions,
  test: (started: StartedEtcd) => Promise<void>,
): Promise<void> {
  const etcd = await startEtcd(options);
  const stores: EtcdStore[] = [];
  try {
    await test({
      etcd,
      open: async more => {
        const store = await openEtcd({
          endpoints: etcd.endpoints,
          ...(etcd.certificates && { tls: { ca: etcd.certificates.ca, ...etcd.certificates.client } }),
          ...more,
        });
        stores.push(store);
        return store;
      },
    });
  } finally {
    for (const store of stores) {
      store.close();
    }
    await etcd.stop();
  }
}
