import assert from 'node:assert/strict';
import type { HealthFacts, MemberFacts } from '../../../src/core/health';
import {
  checkOf,
  denied,
  healthFacts,
  memberFacts,
  metricsFacts,
  statusFacts,
  statusOf,
  takenAt,
  three,
  timeout,
  unreachable,
} from '../../support/healthFacts';

describe('checks of the health report', () => {
  describe('space', () => {
    it('takes the quota from the status where it tells one, else from /metrics; it never guesses', () => {
      const member = (databaseQuota: bigint | undefined, quota: number | undefined) =>
        checkOf(
          three(
            memberFacts(2n, {
              status: statusFacts(2n, { databaseSize: 500n, ...(databaseQuota !== undefined && { databaseQuota }) }),
              metrics: metricsFacts(2n, { quota }),
            }),
          ),
          'quotaUse',
        )?.members?.[1];
      assert.equal(member(1000n, 2000)?.value, 0.5);
      assert.equal(member(0n, 2000)?.value, 0.25);
      assert.equal(member(undefined, 2000)?.value, 0.25);
      assert.equal(member(undefined, undefined)?.status, 'unknown');
    });

    it('finds alarms by the list, and without it by what the members say', () => {
      const alarms = [{ memberId: 2n, type: 'NOSPACE' as const }];
      const listed = healthFacts({ alarmList: { value: alarms } });
      assert.deepEqual([statusOf(listed, 'alarmNoSpace'), statusOf(listed, 'alarmCorrupt')], ['critical', 'ok']);
      assert.deepEqual(
        checkOf(listed, 'alarmNoSpace')?.members?.map(({ memberId }) => memberId),
        ['2'],
      );
      const told = { ...three(memberFacts(2n, { alarms })), alarmList: { problem: denied } };
      assert.equal(statusOf(told, 'alarmNoSpace'), 'critical');
      const gone = healthFacts({ alarmList: { value: [{ memberId: 77n, type: 'CORRUPT' }] } });
      assert.equal(statusOf(gone, 'alarmCorrupt'), 'critical');
      assert.deepEqual(checkOf(gone, 'alarmCorrupt')?.members?.[0]?.memberId, '4d');
      const newer = healthFacts({ alarmList: { value: [{ memberId: 1n, type: 'unknown' }] } });
      assert.equal(statusOf(newer, 'alarmOther'), 'warning');
      assert.equal(checkOf(healthFacts(), 'alarmOther'), undefined);
    });

    it('does not know how old the revisions are without a clock', () => {
      const compaction = (compactRevision: bigint) =>
        statusOf(healthFacts({ compaction: { value: { currentRevision: 90_000n, compactRevision } } }), 'compaction');
      assert.equal(compaction(0n), 'warning', 'never compacted');
      assert.equal(compaction(1n), 'unknown', 'compacted, who knows when');
    });
  });

  describe('hashes', () => {
    const hashes = (...of: readonly (readonly [hash: number, compactRevision: bigint] | undefined)[]) =>
      healthFacts({
        members: of.map((one, index) =>
          memberFacts(BigInt(index + 1), {
            hash: one ? { value: { hash: one[0], compactRevision: one[1] } } : { problem: timeout },
          }),
        ),
      });

    it('differ only at one compact revision', () => {
      assert.equal(statusOf(hashes([1, 5n], [1, 5n], [1, 5n]), 'hashKv'), 'ok');
      assert.equal(statusOf(hashes([1, 5n], [2, 5n], [1, 5n]), 'hashKv'), 'critical');
      assert.equal(statusOf(hashes([1, 5n], [2, 6n], [1, 5n]), 'hashKv'), 'ok');
      assert.equal(statusOf(hashes([1, 5n], [2, 6n], [3, 7n]), 'hashKv'), 'unknown');
      assert.deepEqual(checkOf(hashes([1, 5n], [2, 6n], [1, 5n]), 'hashKv')?.measured?.compared, 2);
    });

    it('say nothing of members that gave none', () => {
      assert.equal(statusOf(hashes([1, 5n], [1, 5n], undefined), 'hashKv'), 'ok');
      assert.equal(statusOf(hashes([1, 5n], undefined, undefined), 'hashKv'), 'unknown');
      assert.equal(checkOf(hashes([1, 5n]), 'hashKv'), undefined, 'one member has nobody to differ from');
    });
  });

  describe('versions', () => {
    const versions = (...texts: readonly string[]) =>
      healthFacts({
        members: texts.map((version, index) =>
          memberFacts(BigInt(index + 1), { status: statusFacts(BigInt(index + 1), { version }) }),
        ),
      });

    it('are equal, but during an upgrade', () => {
      assert.equal(statusOf(versions('3.5.33', '3.6.14', '3.5.33'), 'versionsEqual'), 'warning');
      assert.deepEqual(checkOf(versions('3.6.14', '3.5.33'), 'versionsEqual')?.measured?.versions, [
        '3.5.33',
        '3.6.14',
      ]);
    });

    it('are maintained', () => {
      const statuses = ['3.3.27', '3.4.44', '3.5.0', '3.6.0', '3.7.0-rc.0', '4.0.0', 'trunk'].map(version =>
        statusOf(versions(version), 'versionSupported'),
      );
      assert.deepEqual(statuses, ['critical', 'warning', 'ok', 'ok', 'ok', 'ok', 'unknown']);
    });

    it('are without known faults that concern this cluster', () => {
      const of = (version: string, changes: Partial<HealthFacts> = {}) => {
        const check = checkOf({ ...versions(version), ...changes }, 'versionKnownBad');
        return [check?.status, check?.measured?.advisories];
      };
      assert.deepEqual(of('3.5.2'), [
        'critical',
        ['CVE-2026-73500', 'dataInconsistency', 'defragmentationCrash', 'singleMemberDurability', 'zombieMembers'],
      ]);
      assert.deepEqual(of('3.5.3')[0], 'warning');
      const advisories = (...texts: readonly string[]) =>
        checkOf(versions(...texts), 'versionKnownBad')?.measured?.advisories;
      assert.ok(advisories('3.5.4')?.includes('singleMemberDurability'));
      assert.ok(!advisories('3.5.4', '3.5.4', '3.5.4')?.includes('singleMemberDurability'));
      assert.deepEqual(of('3.5.33'), ['ok', []]);
      assert.deepEqual(of('3.6.14'), ['ok', []]);
      const isOn = { authentication: { value: { isEnabled: true } } };
      assert.deepEqual(of('3.6.10', isOn)[1], ['CVE-2026-73500', 'GHSA-x35m-3gp4-4fh5', 'GHSA-xg4h-6gfc-h4m8']);
      assert.deepEqual(of('3.6.11', isOn)[1], ['CVE-2026-73500', 'GHSA-xg4h-6gfc-h4m8']);
    });
  });

  describe('security', () => {
    it('counts a certificate that has expired, which nothing else came through', () => {
      const problem = {
        code: 'tls.expired' as const,
        facts: { validTo: new Date(takenAt - 24 * 60 * 60 * 1000).toUTCString() },
      };
      const facts = three(unreachable(2n, { status: { problem } }));
      assert.equal(statusOf(facts, 'certificateExpiry'), 'critical');
      assert.equal(checkOf(facts, 'certificateExpiry')?.measured?.worst, -1);
    });

    it('judges the certificate of the connection by the thresholds of the others', () => {
      const day = 24 * 60 * 60 * 1000;
      const of = (days: number) =>
        healthFacts({
          clientCertificate: { subject: 'us', issuer: 'ca', validFrom: 0, validTo: takenAt + days * day, names: [] },
        });
      for (const [days, status] of [
        [30.01, 'ok'],
        [30, 'ok'],
        [29.99, 'warning'],
        [7.01, 'warning'],
        [7, 'warning'],
        [6.99, 'critical'],
        [-1, 'critical'],
      ] as const) {
        assert.equal(statusOf(of(days), 'clientCertificate'), status, String(days));
      }
      assert.equal(checkOf(of(-1), 'clientCertificate')?.measured?.days, -1);
      assert.equal(checkOf(healthFacts(), 'clientCertificate'), undefined);
    });

    it('says nothing of certificates over plain HTTP', () => {
      const { certificate: _certificate, acceptsNoCertificate: _accepts, ...plain } = memberFacts(1n);
      const facts = healthFacts({ members: [{ ...plain, endpoint: 'http://10.0.0.1:2379' }] });
      assert.equal(checkOf(facts, 'certificateExpiry'), undefined);
      assert.equal(statusOf(facts, 'authentication'), 'critical');
    });

    it('minds that authentication is off only where anybody comes in', () => {
      const open = (accepts: MemberFacts['acceptsNoCertificate'], isEnabled: boolean) => ({
        ...three(memberFacts(2n, { acceptsNoCertificate: accepts })),
        authentication: { value: { isEnabled } },
      });
      assert.equal(statusOf(open({ value: true }, false), 'authentication'), 'critical');
      assert.equal(statusOf(open({ value: true }, true), 'authentication'), 'ok');
      assert.equal(statusOf(open({ value: false }, false), 'authentication'), 'ok');
      assert.equal(statusOf(open({ problem: timeout }, false), 'authentication'), 'unknown');
      const here = healthFacts({
        members: [memberFacts(1n, { endpoint: 'https://127.0.0.1:2379', acceptsNoCertificate: { value: true } })],
      });
      assert.equal(statusOf(here, 'authentication'), 'warning');
    });

    it('minds plain HTTP on a network, and a password over it more', () => {
      const at = (url: string, hasCredentials = false) =>
        statusOf(
          healthFacts({
            members: [memberFacts(1n, { clientUrls: [url], endpoint: url })],
            configuredEndpoints: [url],
            hasCredentials,
          }),
          'plainHttp',
        );
      assert.equal(at('https://10.0.0.1:2379'), 'ok');
      assert.equal(at('http://127.0.0.1:2379'), 'ok');
      assert.equal(at('http://localhost:2379'), 'ok');
      assert.equal(at('http://[::1]:2379'), 'ok');
      assert.equal(at('http://10.0.0.1:2379'), 'warning');
      assert.equal(at('http://127.0.0.1.example:2379'), 'warning');
      assert.equal(at('http://10.0.0.1:2379', true), 'critical');
    });
  });
});
