import { type Fact, known } from '../fact';
import type { CompactionFacts, HashFacts, MemberFacts } from '../healthFacts';

/** From what the members told already: HashKV knows the compact revision, and so does /metrics. */
export function compactionFacts(
  members: readonly MemberFacts[],
  hashes: ReadonlyMap<bigint, Fact<HashFacts>>,
): Fact<CompactionFacts> {
  const compactRevision = newest([
    ...[...hashes.values()].flatMap(({ value }) => (value ? [value.compactRevision] : [])),
    ...members.flatMap(({ metrics }) =>
      metrics.value?.compactRevision === undefined ? [] : [BigInt(Math.trunc(metrics.value.compactRevision))],
    ),
  ]);
  const currentRevision = newest(
    members.flatMap(({ status, metrics }) => {
      if (status.value) {
        return [status.value.header.revision];
      }
      return metrics.value?.currentRevision === undefined ? [] : [BigInt(Math.trunc(metrics.value.currentRevision))];
    }),
  );
  if (compactRevision === undefined || currentRevision === undefined) {
    const problem = members.find(({ metrics }) => metrics.problem)?.metrics.problem;
    return {
      problem: problem ?? { code: 'call.unsupported', facts: { metric: 'etcd_debugging_mvcc_compact_revision' } },
    };
  }
  const compactions = members.flatMap(({ metrics }) => metrics.value?.lastCompactionAt ?? []);
  return known({
    currentRevision,
    // etcd says -1 before the first compaction.
    compactRevision: compactRevision < 0n ? 0n : compactRevision,
    ...(compactions.length > 0 && { lastCompactionAt: Math.max(...compactions) }),
  });
}

function newest(revisions: readonly bigint[]): bigint | undefined {
  return revisions.reduce<bigint | undefined>(
    (most, revision) => (most === undefined || revision > most ? revision : most),
    undefined,
  );
}
