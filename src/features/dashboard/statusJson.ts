import type { ClusterFacts, Problem } from '../../core/health';

/**
 * What the members answered, raw: in the shape of `etcdctl endpoint status -w json` (etcdctl/ctlv3/command/ep_command.go),
 * whose ids and revisions are numbers of 64 bits. A member without an answer has the reason in its place.
 */
export function statusJson({ members, unmatchedEndpoints }: ClusterFacts): string {
  const rows = [
    ...members.map(({ name, endpoint, endpoints, status }) => ({
      Endpoint: endpoint ?? endpoints[0]?.url ?? '',
      ...(status.value
        ? {
            Status: {
              header: {
                cluster_id: status.value.header.clusterId,
                member_id: status.value.header.memberId,
                revision: status.value.header.revision,
                raft_term: status.value.header.raftTerm,
              },
              version: status.value.version,
              dbSize: status.value.databaseSize,
              leader: status.value.leader,
              raftIndex: status.value.raftIndex,
              raftTerm: status.value.raftTerm,
              raftAppliedIndex: status.value.raftAppliedIndex,
              ...(status.value.errors.length > 0 && { errors: status.value.errors }),
              dbSizeInUse: status.value.databaseSizeInUse,
              ...(status.value.isLearner && { isLearner: true }),
              ...(status.value.storageVersion !== undefined && { storageVersion: status.value.storageVersion }),
              ...(status.value.databaseQuota !== undefined && { dbSizeQuota: status.value.databaseQuota }),
              ...(status.value.downgrade && {
                downgradeInfo: {
                  enabled: status.value.downgrade.isEnabled,
                  targetVersion: status.value.downgrade.targetVersion,
                },
              }),
            },
          }
        : { Name: name, Problem: plain(status.problem) }),
    })),
    ...unmatchedEndpoints.map(({ url, answeredBy }) => ({
      Endpoint: url,
      ...(answeredBy?.problem && { Problem: plain(answeredBy.problem) }),
    })),
  ];
  return `${write(rows, '')}\n`;
}

function plain({ code, facts }: Problem): unknown {
  return { code, ...facts };
}

/** JSON in two spaces, with 64-bit numbers as they are, which JSON.stringify cannot write. */
function write(value: unknown, indent: string): string {
  const deeper = `${indent}  `;
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (Array.isArray(value)) {
    const items = value.map(item => `${deeper}${write(item, deeper)}`);
    return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => `${deeper}${JSON.stringify(name)}: ${write(field, deeper)}`);
    return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}
