import assert from 'node:assert/strict';
import { countOf, difference, HistogramBuilder, quantile } from '../../../src/core/health/metrics/histogram';
import type { Histogram } from '../../../src/core/health/metrics/memberMetrics';
import { MetricsMemory } from '../../../src/core/health/metrics/metricsMemory';
import { prometheusSamples } from '../../../src/core/health/metrics/prometheusText';
import { readMemberMetrics } from '../../../src/core/health/metrics/readMemberMetrics';
import { wantedFamilies } from '../../../src/core/health/metrics/wantedFamilies';
import { seededRandom } from '../../support/seededRandom';

function samples(text: string) {
  return [...prometheusSamples(text, () => true)].map(({ name, labels, value }) => [
    name,
    Object.fromEntries(labels),
    value,
  ]);
}

function histogramOf(bounds: readonly number[], counts: readonly number[]): Histogram {
  return { bounds, counts, sum: 0 };
}

describe('prometheusSamples', () => {
  it('reads names, labels and values as Go writes them', () => {
    const text = `# HELP a_total What it is
# TYPE a_total counter
a_total 12
b{le="0.001",To="8e9e05c52164694d"} 1.5e-05 1718000000000
c{text="a \\"quoted\\" \\\\ and\\nbroken",} +Inf
d:rate  -0.5\t
e{} NaN
`;
    assert.deepEqual(samples(text), [
      ['a_total', {}, 12],
      ['b', { le: '0.001', To: '8e9e05c52164694d' }, 1.5e-5],
      ['c', { text: 'a "quoted" \\ and\nbroken' }, Number.POSITIVE_INFINITY],
      ['d:rate', {}, -0.5],
      ['e', {}, Number.NaN],
    ]);
  });

  it('reads the last line without its end, and those of Windows', () => {
    assert.deepEqual(samples('a 1\r\nb 2'), [
      ['a', {}, 1],
      ['b', {}, 2],
    ]);
  });

  it('passes over what is not well formed, and goes on', () => {
    const bad = [
      'a',
      'a 0x10',
      'a one',
      'a 1 2 3',
      'a{b} 1',
      'a{b="c} 1',
      'a{b="c" 1',
      'a{b=c} 1',
      '{a="b"} 1',
      '1a 1',
    ];
    assert.deepEqual(samples([...bad, '', 'good 1'].join('\n')), [['good', {}, 1]]);
  });

  it('has a bound for lines, labels and their lengths', () => {
    const labels = (count: number) => Array.from({ length: count }, (_, index) => `l${index}="v"`).join(',');
    assert.equal(samples(`a{${labels(32)}} 1`).length, 1);
    assert.equal(samples(`a{${labels(33)}} 1`).length, 0);
    assert.equal(samples(`a{b="${'x'.repeat(500)}"} 1`).length, 1);
    assert.equal(samples(`a{b="${'x'.repeat(501)}"} 1`).length, 0);
    assert.equal(samples('a 1\n'.repeat(100_001)).length, 100_000);
    assert.equal(samples(`a{b="${'x'.repeat(5_000_000)}"} 1\ngood 2`).length, 1);
  });

  it('takes any text without an error', () => {
    const random = seededRandom(5);
    const alphabet = 'ab_{}=",\\ \n\t0.1e+-#\u0000é';
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: random.below(80) }, () => alphabet[random.below(alphabet.length)]).join('');
      assert.doesNotThrow(() => samples(text), JSON.stringify(text));
      assert.doesNotThrow(() => readMemberMetrics(Buffer.from(text), 0));
    }
  });
});

describe('wantedFamilies', () => {
  const wanted = (text: string) => wantedFamilies(Buffer.from(text), family => family === 'a' || family === 'd');
  const a = '# TYPE a histogram\na_bucket{le="1"} 1\na_sum 2\n';
  const b = '# TYPE b counter\nb 1\n# HELP b too late\nb 2\n';
  const d = '# TYPE d gauge\nd 4';

  it('takes the wanted ones, wherever they stand', () => {
    assert.equal(wanted(a + b + d), a + d);
    assert.equal(wanted(b + a + a), a + a);
    assert.equal(wanted(b), '');
    assert.equal(wanted(''), '');
  });

  it('takes what stands before the first heading, and so a text without any', () => {
    assert.equal(wanted(`b 1\n${b}${d}`), `b 1\n${d}`);
    assert.equal(wanted('a 1\nb 2'), 'a 1\nb 2');
  });

  it('is not misled by headings that are none, or not whole', () => {
    assert.equal(wanted('# TYPE a'), '# TYPE a');
    assert.equal(wanted('# TYPE '), '');
    assert.equal(wanted(`# TYPE ${'a'.repeat(300)} gauge\na 1`), '');
    assert.equal(wanted('x # TYPE b gauge\n#TYPE b gauge\na 1'), 'x # TYPE b gauge\n#TYPE b gauge\na 1');
  });
});

describe('readMemberMetrics', () => {
  const bucket = (name: string, counts: Readonly<Record<string, number>>, labels = '') =>
    Object.entries(counts)
      .map(([bound, count]) => `${name}_bucket{${labels}le="${bound}"} ${count}`)
      .join('\n');

  it('takes what it knows and leaves the rest', () => {
    const text = [
      'etcd_server_leader_changes_seen_total 3',
      'etcd_server_proposals_pending 2',
      'etcd_server_quota_backend_bytes 2.147483648e+09',
      'etcd_debugging_mvcc_compact_revision -1',
      'process_start_time_seconds 1.7e+09',
      'etcd_debugging_mvcc_db_compaction_last 0',
      'something_else 1',
      bucket('etcd_disk_wal_fsync_duration_seconds', { '0.001': 5, '0.002': 8, '+Inf': 10 }),
      'etcd_disk_wal_fsync_duration_seconds_sum 0.5',
      'etcd_network_active_peers{Local="a1",Remote="b2"} 1',
      'etcd_network_active_peers{Local="a1",Remote="c3"} 0',
      bucket('etcd_network_peer_round_trip_time_seconds', { '0.1': 4, '+Inf': 4 }, 'To="b2",'),
      bucket('grpc_server_handling_seconds', { '0.1': 4, '+Inf': 4 }, 'grpc_type="unary",grpc_method="Range",'),
      bucket('grpc_server_handling_seconds', { '0.1': 1, '+Inf': 2 }, 'grpc_type="unary",grpc_method="Put",'),
      bucket('grpc_server_handling_seconds', { '0.1': 0, '+Inf': 9 }, 'grpc_type="bidi_stream",'),
    ].join('\n');
    assert.deepEqual(readMemberMetrics(Buffer.from(text), 42), {
      readAt: 42,
      leaderChanges: 3,
      proposalsPending: 2,
      quota: 2 ** 31,
      compactRevision: 0,
      startedAt: 1.7e12,
      walFsync: { bounds: [0.001, 0.002], counts: [5, 8, 10], sum: 0.5 },
      requests: { bounds: [0.1], counts: [5, 6], sum: 0 },
      peerRoundTrips: [{ memberId: 0xb2n, histogram: { bounds: [0.1], counts: [4, 4], sum: 0 } }],
      activePeers: [0xb2n],
    });
  });

  it('holds on to no more series than a cluster has', () => {
    const peers = Array.from({ length: 5000 }, (_, index) =>
      bucket('etcd_network_peer_round_trip_time_seconds', { '1': 1, '+Inf': 1 }, `To="${index.toString(16)}",`),
    );
    assert.ok(readMemberMetrics(Buffer.from(peers.join('\n')), 0).peerRoundTrips.length <= 100);
    const hostile = bucket('etcd_network_peer_round_trip_time_seconds', { '+Inf': 1 }, 'To="../../x",');
    assert.deepEqual(readMemberMetrics(Buffer.from(hostile), 0).peerRoundTrips, []);
  });
});

describe('histograms', () => {
  it('are built of any order, and not of buckets that contradict each other', () => {
    const build = (...buckets: readonly (readonly [number, number])[]) => {
      const builder = new HistogramBuilder();
      for (const [bound, count] of buckets) {
        builder.addBucket(bound, count);
      }
      return builder.build();
    };
    assert.deepEqual(build([Infinity, 9], [0.1, 2], [1, 5])?.counts, [2, 5, 9]);
    assert.equal(build([0.1, 2], [1, 5]), undefined, 'without the infinite one');
    assert.equal(build([0.1, 6], [1, 5], [Infinity, 9]), undefined, 'a wider one holds less');
    assert.equal(build([0.1, Number.NaN], [Infinity, -1]), undefined);
    assert.equal(build(), undefined);
  });

  it('have the quantiles that Prometheus estimates', () => {
    const histogram = histogramOf([0.1, 0.2, 0.4], [10, 50, 90, 100]);
    assert.equal(quantile(histogram, 0.05), 0.05);
    assert.equal(quantile(histogram, 0.1), 0.1);
    assert.ok(Math.abs((quantile(histogram, 0.3) ?? 0) - 0.15) < 1e-9);
    assert.ok(Math.abs((quantile(histogram, 0.5) ?? 0) - 0.2) < 1e-9);
    assert.ok(Math.abs((quantile(histogram, 0.7) ?? 0) - 0.3) < 1e-9);
    assert.equal(quantile(histogram, 0.99), 0.4, 'beyond the last bound it is at least that');
    assert.equal(quantile(histogramOf([0.1], [0, 0]), 0.5), undefined);
    assert.equal(quantile(histogramOf([], [5]), 0.5), undefined);
  });

  it('tell what happened between two readings, unless the process was started anew', () => {
    const earlier = histogramOf([1, 2], [5, 6, 7]);
    assert.deepEqual(difference(histogramOf([1, 2], [5, 8, 10]), earlier)?.counts, [0, 2, 3]);
    assert.equal(difference(histogramOf([1, 2], [1, 1, 1]), earlier), undefined);
    assert.equal(difference(histogramOf([1, 3], [6, 7, 8]), earlier), undefined);
    assert.equal(difference(histogramOf([1], [6, 8]), earlier), undefined);
    assert.equal(countOf(histogramOf([1, 2], [5, 8, 10])), 10);
  });
});

describe('MetricsMemory', () => {
  const minute = 60_000;
  const reading = (readAt: number, startedAt = 5) => ({ readAt, startedAt, peerRoundTrips: [] });

  it('gives the oldest reading of the last ten minutes', () => {
    const memory = new MetricsMemory();
    assert.equal(memory.next(1n, reading(0)), undefined);
    assert.equal(memory.next(1n, reading(3000))?.readAt, 0);
    for (let minutes = 1; minutes <= 30; minutes++) {
      const { readAt = Number.NaN } = memory.next(1n, reading(minutes * minute)) ?? {};
      const age = minutes * minute - readAt;
      assert.ok(
        age > 0 && age <= 10 * minute && (minutes < 10 || age >= 7 * minute),
        `${age} ms after ${minutes} minutes`,
      );
    }
    assert.equal(memory.next(1n, reading(100 * minute)), undefined);
  });

  it('forgets a process that was started anew, and a clock that was set back', () => {
    const memory = new MetricsMemory();
    memory.next(1n, reading(0));
    assert.equal(memory.next(1n, reading(1000, 6)), undefined);
    assert.equal(memory.next(1n, reading(500, 6)), undefined);
    assert.equal(memory.next(2n, reading(2000)), undefined, 'another member');
  });

  it('has a bound', () => {
    const memory = new MetricsMemory();
    for (let id = 0n; id < 200n; id++) {
      memory.next(id, reading(0));
    }
    assert.equal(memory.next(0n, reading(1)), undefined);
    assert.equal(memory.next(199n, reading(1))?.readAt, 0);
  });
});
