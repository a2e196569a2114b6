import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import {
  type CheckId,
  type CheckStatus,
  defaultThresholds,
  evaluateHealth,
  type HealthFacts,
  type MemberFacts,
  type ThresholdName,
} from '../../../src/core/health';
import { allTook, healthFacts, memberFacts, metricsFacts, statusFacts, takenAt } from '../../support/healthFacts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const mebibyte = 1024 ** 2;

/** One member of three has the trouble; the others are well. */
function withMember(changes: Partial<MemberFacts>): HealthFacts {
  return healthFacts({ members: [memberFacts(1n), memberFacts(2n, changes), memberFacts(3n)] });
}

function withStatus(changes: Parameters<typeof statusFacts>[1]): HealthFacts {
  return withMember({ status: statusFacts(2n, changes) });
}

function withMetrics(changes: Parameters<typeof metricsFacts>[1]): HealthFacts {
  return withMember({ metrics: metricsFacts(2n, changes) });
}

function withKubernetes(changes: Partial<NonNullable<NonNullable<HealthFacts['kubernetes']>['value']>>): HealthFacts {
  const value = healthFacts().kubernetes?.value;
  assert.ok(value);
  return healthFacts({ kubernetes: { value: { ...value, ...changes } } });
}

interface Rule {
  readonly threshold: ThresholdName;
  /** Where the check is called otherwise. */
  readonly id?: CheckId;
  /** Facts in which the check measures this. */
  readonly facts: (value: number) => HealthFacts;
  /** The least by which a figure is beyond a limit; 1 for figures that are whole. */
  readonly step: number;
}

const gigabytes = (count: number) => count * 1024 ** 3;

/** A resource with a share of all, large enough to matter. */
function resourceOf(resource: string, share: number) {
  const all = gigabytes(1);
  return [
    { resource, count: 10, sampled: 10, sampledBytes: 10, estimatedBytes: all * share },
    { resource: 'others', count: 10, sampled: 10, sampledBytes: 10, estimatedBytes: all * (1 - share) },
  ];
}

const rules: readonly Rule[] = [
  {
    threshold: 'leaderChanges',
    // The first is that of the start.
    facts: value => withMetrics({ leaderChanges: 1 + value * 100, startedAt: takenAt - 100 * hour }),
    step: 0.01,
  },
  {
    threshold: 'raftIndexLag',
    facts: value => withStatus({ raftIndex: 100_000n - BigInt(value), raftAppliedIndex: 100_000n - BigInt(value) }),
    step: 1,
  },
  { threshold: 'appliedLag', facts: value => withStatus({ raftAppliedIndex: 100_000n - BigInt(value) }), step: 1 },
  { threshold: 'readLatency', facts: value => withMember({ linearizableRead: { value } }), step: 0.1 },
  {
    threshold: 'peerRoundTrip',
    facts: value =>
      withMetrics({
        peerRoundTrips: [
          { memberId: 1n, histogram: allTook(1) },
          { memberId: 3n, histogram: allTook(value) },
        ],
      }),
    step: 0.1,
  },
  { threshold: 'requestLatency', facts: value => withMetrics({ requests: allTook(value) }), step: 0.1 },
  { threshold: 'walFsync', facts: value => withMetrics({ walFsync: allTook(value) }), step: 0.1 },
  { threshold: 'backendCommit', facts: value => withMetrics({ backendCommit: allTook(value) }), step: 0.1 },
  {
    threshold: 'proposalsFailed',
    facts: value => withMetrics({ proposalsFailed: value * 100, startedAt: takenAt - 100 * hour }),
    step: 0.01,
  },
  { threshold: 'proposalsPending', facts: value => withMetrics({ proposalsPending: value }), step: 1 },
  {
    threshold: 'quotaUse',
    facts: value =>
      withMember({
        status: statusFacts(2n, { databaseSize: BigInt(Math.round(value * 1_000_000)) }),
        metrics: metricsFacts(2n, { quota: 1_000_000 }),
      }),
    step: 0.0001,
  },
  {
    threshold: 'databaseSize',
    facts: value => withStatus({ databaseSize: BigInt(value), databaseSizeInUse: BigInt(value) }),
    step: 1,
  },
  {
    threshold: 'reclaimableSpace',
    facts: value =>
      withStatus({
        databaseSize: BigInt(gigabytes(1)),
        databaseSizeInUse: BigInt(Math.round(gigabytes(1) * (1 - value))),
      }),
    step: 0.0001,
  },
  {
    threshold: 'compaction',
    facts: value =>
      healthFacts({
        compaction: {
          value: { currentRevision: 50_000n, compactRevision: 10n, oldestRevisionAt: takenAt - value * 1000 },
        },
      }),
    step: 1,
  },
  {
    threshold: 'certificateExpiry',
    facts: value =>
      withMember({
        certificate: { value: { subject: '', issuer: '', validFrom: 0, validTo: takenAt + value * day, names: [] } },
      }),
    step: 0.01,
  },
  {
    threshold: 'clockSkew',
    // The others are between -100 and 100: at least so far are they apart.
    facts: value => withMember({ clock: { value: { lowest: 100 + value, highest: 1200 + value } } }),
    step: 1,
  },
  {
    threshold: 'memberCount',
    // Odd numbers: even ones are a warning of their own.
    facts: value =>
      healthFacts({ members: Array.from({ length: value }, (_, index) => memberFacts(BigInt(index + 1))) }),
    step: 2,
  },
  {
    threshold: 'eventsShare',
    facts: value => withKubernetes({ resources: resourceOf('events', value) }),
    step: 0.0001,
  },
  {
    threshold: 'largeObjects',
    facts: value =>
      withKubernetes({ largestObjects: [{ key: bytesFromText('/registry/a/b'), resource: 'a', size: value }] }),
    step: 1,
  },
  {
    threshold: 'largestResource',
    facts: value => withKubernetes({ resources: resourceOf('pods', value) }),
    step: 0.0001,
  },
];

function statusAt({ threshold, id, facts }: Rule, value: number): CheckStatus | undefined {
  return evaluateHealth(facts(value)).checks.find(check => check.id === (id ?? threshold))?.status;
}

describe('each rule, at, below and above each of its thresholds', () => {
  for (const rule of rules) {
    const { bad, warning, critical } = defaultThresholds[rule.threshold] as {
      bad: 'above' | 'below';
      warning?: number;
      critical?: number;
    };
    const beyond = bad === 'above' ? rule.step : -rule.step;
    if (warning !== undefined) {
      it(`${rule.threshold}: warning`, () => {
        assert.equal(statusAt(rule, warning - beyond), 'ok', 'on the good side');
        assert.equal(statusAt(rule, warning), 'ok', 'on it');
        assert.equal(statusAt(rule, warning + beyond), 'warning', 'beyond it');
      });
    }
    if (critical !== undefined) {
      it(`${rule.threshold}: critical`, () => {
        assert.equal(statusAt(rule, critical - beyond), 'warning', 'on the good side');
        assert.equal(statusAt(rule, critical), 'warning', 'on it');
        assert.equal(statusAt(rule, critical + beyond), 'critical', 'beyond it');
      });
    }
  }

  it('are all in the table', () => {
    const secondary: readonly ThresholdName[] = ['keptRevisions', 'noticeableSpace'];
    assert.deepEqual(
      new Set([...rules.map(({ threshold }) => threshold), ...secondary]),
      new Set(Object.keys(defaultThresholds)),
    );
  });

  it('say nothing of old revisions while they are few', () => {
    const statusOf = (revisions: bigint) =>
      evaluateHealth(
        healthFacts({
          compaction: {
            value: { currentRevision: 10n + revisions, compactRevision: 10n, oldestRevisionAt: takenAt - 100 * day },
          },
        }),
      ).checks.find(({ id }) => id === 'compaction')?.status;
    const { warning } = defaultThresholds.keptRevisions;
    assert.deepEqual([statusOf(BigInt(warning)), statusOf(BigInt(warning + 1))], ['ok', 'critical']);
  });

  it('say nothing of shares of little', () => {
    const { warning } = defaultThresholds.noticeableSpace;
    assert.equal(warning, 100 * mebibyte);
    const statusOf = (free: number) =>
      evaluateHealth(withStatus({ databaseSize: BigInt(free + 1000), databaseSizeInUse: 1000n })).checks.find(
        ({ id }) => id === 'reclaimableSpace',
      )?.status;
    assert.deepEqual([statusOf(warning), statusOf(warning + 1)], ['ok', 'warning']);
    for (const id of ['eventsShare', 'largestResource'] as const) {
      const of = (estimatedBytes: number) =>
        evaluateHealth(
          withKubernetes({
            resources: [{ resource: 'events', count: 1, sampled: 1, sampledBytes: 1, estimatedBytes }],
          }),
        ).checks.find(check => check.id === id)?.status;
      assert.deepEqual([of(warning), of(warning + 1)], ['ok', 'warning'], id);
    }
  });

  it('may be changed, number by number', () => {
    const facts = withMember({ linearizableRead: { value: 40 } });
    const statusOf = (changes: Parameters<typeof evaluateHealth>[1]) =>
      evaluateHealth(facts, changes).checks.find(({ id }) => id === 'readLatency')?.status;
    assert.equal(statusOf({}), 'ok');
    assert.equal(statusOf({ readLatency: { warning: 30 } }), 'warning');
    assert.equal(statusOf({ readLatency: { warning: 10, critical: 30 } }), 'critical');
    assert.equal(statusOf({ readLatency: { warning: undefined } }), 'ok');
  });
});
