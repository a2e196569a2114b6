import type { EtcdStore } from './etcd';
import {
  type CollectHealthOptions,
  collectHealth,
  type Fact,
  factOf,
  type HealthFacts,
  type KubernetesFacts,
} from './health';
import type { ChosenMember } from './health/collectHealth';
import type { KeyspaceReader } from './keyspace/keyspaceReader';
import { kubernetesFacts } from './kubernetesFacts';
import { revisionWrittenAt } from './oldestRevision';

export type CollectFactsOptions = CollectHealthOptions;

/** Of the time that is left, so that reading the keyspace does not take all of it. */
const shareForSampling = 0.5;

/**
 * The fact sheet of a health check: every member by its own answer, the cluster, and what Kubernetes keeps in it. All at
 * once, and over by the deadline: what did not come by then, or is not permitted, is a fact with its problem.
 *
 * Reads only, but the list of alarms goes through consensus as every client's does.
 * @throws {EtcdscopeError} `cancelled` once the signal fires; nothing else.
 */
export async function collectFacts(store: EtcdStore, options: CollectFactsOptions = {}): Promise<HealthFacts> {
  let sampling: Promise<Sampled> | undefined;
  const facts = await collectHealth(store, options, chosen => {
    sampling = sample(store, chosen, options.signal);
    // Waited for below, unless the signal has ended everything before.
    sampling.catch(() => undefined);
  });
  const sampled = await sampling;
  return sampled ? withKeyspace(facts, sampled, options.signal) : facts;
}

interface Sampled {
  readonly reader: KeyspaceReader;
  /** Its value is undefined where there is no Kubernetes. */
  readonly kubernetes: Fact<KubernetesFacts | undefined>;
}

/** Through a member that is known to answer, which the store's own choice may not be. */
async function sample(store: EtcdStore, { endpoint, deadline }: ChosenMember, signal?: AbortSignal): Promise<Sampled> {
  const reader = store.memberAccess.reader(endpoint, () => ({ timeoutMilliseconds: deadline.left, signal }));
  const enough = deadline.left * (1 - shareForSampling);
  const isOver = () => deadline.left < enough;
  return { reader, kubernetes: await factOf(kubernetesFacts(reader, { signal, isOver })) };
}

async function withKeyspace(facts: HealthFacts, sampled: Sampled, signal?: AbortSignal): Promise<HealthFacts> {
  const { kubernetes, reader } = sampled;
  if (kubernetes.problem) {
    return { ...facts, kubernetes: { problem: kubernetes.problem } };
  }
  if (!kubernetes.value) {
    return facts;
  }
  return {
    ...facts,
    kubernetes: { value: kubernetes.value },
    compaction: await withAge(facts.compaction, reader, kubernetes.value.prefix, signal),
  };
}

async function withAge(
  compaction: HealthFacts['compaction'],
  reader: KeyspaceReader,
  registry: string,
  signal: AbortSignal | undefined,
): Promise<HealthFacts['compaction']> {
  const { value } = compaction;
  if (!value) {
    return compaction;
  }
  const oldest = value.compactRevision > 0n ? value.compactRevision : 1n;
  // The age is worth having, but the rest stands without it: it may be compacted away just now.
  const written = await factOf(revisionWrittenAt(reader, registry, oldest, signal));
  return written.value === undefined ? compaction : { value: { ...value, oldestRevisionAt: written.value } };
}
