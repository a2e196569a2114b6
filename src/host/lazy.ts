/**
 * The only file of the extension that reaches the heavy rooms of `core` by value. Each import becomes a file of its
 * own (scripts/build.mjs), so that gRPC and the Kubernetes schema load on first use and not at activation.
 */

export function loadEtcd(): Promise<typeof import('../core/etcd')> {
  return import('../core/etcd');
}

/** Runs its long jobs in threads, from dist/snapshot.js. */
export function loadSnapshot(): Promise<typeof import('../core/snapshot')> {
  return import('../core/snapshot');
}

export function loadKubernetes(): Promise<typeof import('../core/kubernetes')> {
  return import('../core/kubernetes');
}

export function loadHealth(): Promise<typeof import('../core/clusterHealth')> {
  return import('../core/clusterHealth');
}

export function loadEncryption(): Promise<typeof import('../core/encryption')> {
  return import('../core/encryption');
}
