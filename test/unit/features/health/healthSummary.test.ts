import assert from 'node:assert/strict';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import { healthExport } from '../../../../src/features/health/healthExport';
import { healthSummary } from '../../../../src/features/health/healthSummary';
import { quantityText } from '../../../../src/features/health/texts/quantityText';
import { unreachedMarkdown } from '../../../../src/features/health/unreachedMarkdown';
import { english } from '../encryptionAudit/localization';
import { sampleCheck, sampleMember, sampleResult } from './samples';

const wording = { l10n: english, connections: { all: [] } };

const unreached = {
  kind: 'unreached',
  configuration: { id: 'prod', name: 'production', endpoints: ['https://10.0.0.1:2379', 'https://10.0.0.2:2379'] },
  error: new EtcdscopeError('connection.refused', { endpoint: 'https://10.0.0.1:2379' }),
  takenAt: Date.UTC(2026, 4, 6, 3, 7, 8),
} as const;

describe('the summary of a health check', () => {
  it('says in a few lines what a channel wants to know', () => {
    const members = [
      { memberId: '2', name: 'etcd-2', status: 'critical', problem: { code: 'connection.refused', facts: {} } },
      { memberId: '1', name: 'etcd-1', status: 'ok' },
    ] as const;
    const checks = [sampleCheck('walFsync', 'ok'), sampleCheck('endpointHealth', 'critical', members)];
    assert.equal(
      healthSummary(sampleResult(checks), wording),
      [
        '✕ Critical: production (1 member, etcd 3.5.30, 2026-05-06T03:07:08Z)',
        '✕ 1 of 3 members is not healthy (etcd-2)',
        '1 critical · 1 fine',
        '',
      ].join('\n'),
    );
    assert.match(healthSummary(sampleResult([sampleCheck('walFsync', 'ok')]), wording), /^✓ Healthy: production/);
  });

  it('tells of a cluster that nobody reaches', () => {
    assert.match(healthSummary(unreached, wording), /^✕ Critical: production .*\nhttps:\/\/10\.0\.0\.1:2379 refused/);
    const text = unreachedMarkdown(unreached, wording, 'en');
    assert.match(text, /Critical: production/);
    assert.match(text, /- `https:\/\/10\.0\.0\.2:2379`/);
    assert.match(text, /etcdctl --endpoints=https:\/\/10\.0\.0\.1:2379,https:\/\/10\.0\.0\.2:2379/);
  });
});

describe('the export of a health check', () => {
  it('is JSON with facts and judgement, big numbers as text', () => {
    const result = sampleResult([sampleCheck('quorum', 'ok')], { members: [sampleMember({ id: 2n ** 63n })] });
    const parsed = JSON.parse(healthExport(result));
    assert.equal(parsed.connection.name, 'production');
    assert.equal(parsed.report.checks[0].id, 'quorum');
    assert.equal(parsed.facts.members[0].id, '9223372036854775808');
    assert.equal(JSON.parse(healthExport(unreached)).unreached.code, 'connection.refused');
  });
});

describe('figures of a health check', () => {
  it('have the unit in which one reads them', () => {
    const text = (value: number, unit: Parameters<typeof quantityText>[1]) => quantityText(value, unit, english);
    assert.deepEqual(
      [0.42, 9.96, 12.4, 999.4, 1234].map(value => text(value, 'milliseconds')),
      ['0.4 ms', '10 ms', '12 ms', '999 ms', '1.2 s'],
    );
    assert.deepEqual(
      [0, 0.0004, 0.5, 0.999, 1].map(value => text(value, 'share')),
      ['0 %', '< 1 %', '50 %', '> 99 %', '100 %'],
    );
    assert.deepEqual(
      [90, 3600, 90_000, 200_000].map(value => text(value, 'seconds')),
      ['90 s', '60 min', '25 hours', '2 days'],
    );
    assert.deepEqual(
      [0, 1023, 1024 ** 2, 1.5 * 1024 ** 3].map(value => text(value, 'bytes')),
      ['0 B', '1,023 B', '1 MiB', '1.5 GiB'],
    );
    assert.deepEqual(
      [text(-1, 'days'), text(30, 'days'), text(0.25, 'perHour')],
      ['-1 days', '30 days', '0.3 an hour'],
    );
  });
});
