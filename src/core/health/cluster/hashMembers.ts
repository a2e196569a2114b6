import type { KeyspaceHash, MemberAccess } from '../../etcd';
import { type Fact, factOf, known, notAsked } from '../fact';
import type { ConsistencyFacts, HashFacts } from '../healthFacts';
import type { MemberStanding } from '../members/collectMembers';
import type { Deadline } from '../members/deadline';

export interface HashOptions {
  readonly access: MemberAccess;
  readonly deadline: Deadline;
  /** Bytes in use: a larger database is not hashed, as the member reads all of it for that. 0 for never. */
  readonly mostHashedBytes: number;
  readonly signal?: AbortSignal;
}

export interface MemberHashes {
  readonly consistency: Fact<ConsistencyFacts>;
  /** By member id. */
  readonly hashes: ReadonlyMap<bigint, Fact<HashFacts>>;
}

/** A compaction may come between the members' answers; the next attempt is likely behind it. */
const mostAttempts = 3;

interface Asked {
  readonly id: bigint;
  readonly endpoint: string;
  readonly revision: bigint;
}

/**
 * Asks all members that were reached for the hash of their keys, at the newest revision that all of them have.
 * @throws {EtcdscopeError} `cancelled`.
 */
export async function hashMembers(members: readonly MemberStanding[], options: HashOptions): Promise<MemberHashes> {
  const refusal = whyNot(members, options.mostHashedBytes);
  if (refusal) {
    return { consistency: refusal, hashes: new Map() };
  }
  let asked = members.flatMap(({ id, endpoint, status }): Asked[] =>
    endpoint !== undefined && status.value ? [{ id, endpoint, revision: status.value.header.revision }] : [],
  );
  for (let attempt = 1; ; attempt++) {
    const revision = asked.reduce(
      (least, each) => (each.revision < least ? each.revision : least),
      asked[0]?.revision ?? 0n,
    );
    const answers = await Promise.all(asked.map(each => hashOf(each, revision, options)));
    const isUneven = new Set(answers.map(({ value }) => value?.compactRevision)).size > 1;
    if (!isUneven || attempt === mostAttempts || options.deadline.hasPassed) {
      return {
        consistency: known({ revision }),
        hashes: new Map(asked.map(({ id }, index) => [id, factsOf(answers[index] as Fact<KeyspaceHash>)])),
      };
    }
    // Each answer tells where its member stands now.
    asked = asked.map((each, index) => ({
      ...each,
      revision: answers[index]?.value?.header.revision ?? each.revision,
    }));
    const newest = asked.reduce((most, each) => (each.revision > most ? each.revision : most), 0n);
    asked = asked.map((each, index) => (answers[index]?.value ? each : { ...each, revision: newest }));
  }
}

function whyNot(members: readonly MemberStanding[], mostHashedBytes: number): ReturnType<typeof notAsked> | undefined {
  const statuses = members.flatMap(({ endpoint, status }) =>
    endpoint !== undefined && status.value ? [status.value] : [],
  );
  if (statuses.length < 2) {
    return notAsked('nothingToCompare');
  }
  if (mostHashedBytes <= 0) {
    return notAsked('notWanted');
  }
  const size = Math.max(...statuses.map(({ databaseSizeInUse }) => Number(databaseSizeInUse)));
  return size > mostHashedBytes ? notAsked('databaseTooLarge', { size, limit: mostHashedBytes }) : undefined;
}

function hashOf(
  { endpoint }: Asked,
  revision: bigint,
  { access, deadline, signal }: HashOptions,
): Promise<Fact<KeyspaceHash>> {
  return factOf(access.hashKv(endpoint, revision, { timeoutMilliseconds: deadline.left, signal }));
}

function factsOf({ value, problem }: Fact<KeyspaceHash>): Fact<HashFacts> {
  return value ? known({ hash: value.hash, compactRevision: value.compactRevision }) : { problem };
}
