/**
 * How long the facts of five members take, beside `etcdctl endpoint status --cluster` and `endpoint health --cluster`
 * together; how long while a member is stopped; and what an open dashboard costs.
 *
 *   npm run bench -- cluster [turns]
 *
 * ETCDSCOPE_ETCD chooses the version.
 */
import { bytesFromText } from '../../../src/core/base/bytes';
import { collectFacts, collectMembers, evaluateHealth } from '../../../src/core/clusterHealth';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { dashboardCost } from './dashboardCost';

const keys = 2000;
/** Milliseconds, for the report with a stopped member. */
const deadline = 2000;

export async function run(args: readonly string[]): Promise<void> {
  const turns = Number(args[0] ?? 9);
  const etcd = await startEtcd({ members: 5 });
  const store = await openEtcd({ endpoints: etcd.endpoints });
  try {
    await load(store);
    await benchFacts(etcd, store, turns);
    await benchStopped(etcd, store);
    print({ name: 'open dashboard, shares of a core', members: 5, ...(await dashboardCost(store)) });
  } finally {
    store.close();
    await etcd.stop();
  }
}

/** Turn by turn, so that what else the machine does falls on all of them alike. */
async function benchFacts(etcd: RunningEtcd, store: EtcdStore, turns: number): Promise<void> {
  const ways = {
    etcdctl: async () => {
      await etcd.etcdctl(['endpoint', 'status', '--cluster', '-w', 'json']);
      await etcd.etcdctl(['endpoint', 'health', '--cluster', '-w', 'json']);
    },
    'facts and report': async () => evaluateHealth(await collectFacts(store)),
    'facts and report, from connecting on': async () => {
      const fresh = await openEtcd({ endpoints: etcd.endpoints });
      try {
        evaluateHealth(await collectFacts(fresh));
      } finally {
        fresh.close();
      }
    },
    'members, for the dashboard': () => collectMembers(store),
  };
  const times = new Map(Object.keys(ways).map(name => [name, [] as number[]]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, way] of Object.entries(ways)) {
      const started = performance.now();
      await way();
      times.get(name)?.push(performance.now() - started);
    }
  }
  const rival = median(times.get('etcdctl') ?? []);
  for (const [name, all] of times) {
    const milliseconds = median(all);
    print({ name, etcd: etcd.binaries.version, members: 5, milliseconds, toEtcdctl: milliseconds / rival });
  }
}

async function benchStopped(etcd: RunningEtcd, store: EtcdStore): Promise<void> {
  const { members } = await collectMembers(store);
  const leader = members.find(({ role }) => role === 'leader');
  for (const [name, isLeader] of [
    ['a follower', false],
    ['the leader', true],
  ] as const) {
    const stopped = etcd.members.find(({ endpoint }) => (endpoint === leader?.endpoint) === isLeader);
    stopped?.pause();
    try {
      const started = performance.now();
      const { quorum } = await collectFacts(store, { deadlineMilliseconds: deadline });
      const milliseconds = performance.now() - started;
      print({ name: `facts, ${name} stopped`, deadline, milliseconds, beyond: milliseconds - deadline, ...quorum });
    } finally {
      stopped?.resume();
    }
  }
}

async function load(store: EtcdStore): Promise<void> {
  for (let from = 0; from < keys; from += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, offset) =>
        store.put(bytesFromText(`/registry/pods/ns-${from % 7}/pod-${from + offset}`), new Uint8Array(1000)),
      ),
    );
  }
}

function print(line: Readonly<Record<string, unknown>>): void {
  const rounded = Object.entries(line).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  ]);
  console.log(JSON.stringify(Object.fromEntries(rounded)));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
