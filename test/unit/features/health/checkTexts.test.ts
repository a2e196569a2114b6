import assert from 'node:assert/strict';
import { advisories } from '../../../../src/core/health/checks/releases';
import { checkViews } from '../../../../src/features/health/healthView';
import { reportMarkdown } from '../../../../src/features/health/reportMarkdown';
import { advisoryTexts } from '../../../../src/features/health/texts/advisoryTexts';
import { statusSymbols } from '../../../../src/features/health/verdictText';
import { english } from '../encryptionAudit/localization';
import { checkIds, sampleCheck, sampleResult } from './samples';

const wording = { l10n: english, connections: { all: [] } };
const statuses = ['ok', 'warning', 'critical', 'unknown'] as const;

describe('the texts of the health checks', () => {
  for (const status of statuses) {
    it(`has a sentence for every check that is ${status}`, () => {
      const views = checkViews(sampleResult(checkIds.map(id => sampleCheck(id, status))), wording);
      assert.deepEqual(new Set(views.map(({ id }) => id)), new Set(checkIds));
      for (const { id, name, found, why, advice } of views) {
        for (const text of [name, found, why, advice.text]) {
          assert.match(text, /^\S.+\S$/s, id);
          // A placeholder that nothing was put in, or what is no text.
          assert.doesNotMatch(text, /\{\w+\}|undefined|NaN|\[object/, id);
        }
        assert.match(why, /[.:]$/, id);
        assert.match(advice.text, /[.:]$/, id);
      }
    });
  }

  it('tells each check by a name of its own', () => {
    const names = checkViews(sampleResult(checkIds.map(id => sampleCheck(id, 'ok'))), wording).map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it('puts the gravest first, and loss of data before all', () => {
    const checks = [
      sampleCheck('walFsync', 'ok'),
      sampleCheck('quorum', 'unknown'),
      sampleCheck('readLatency', 'warning'),
      sampleCheck('quotaUse', 'critical'),
      sampleCheck('alarmCorrupt', 'critical'),
    ];
    assert.deepEqual(
      checkViews(sampleResult(checks), wording).map(({ id }) => id),
      ['alarmCorrupt', 'quotaUse', 'readLatency', 'quorum', 'walFsync'],
    );
  });

  it('names the member, what it measured, and the limits', () => {
    const members = [
      { memberId: '1', name: 'etcd-1', endpoint: 'https://10.0.0.1:2379', status: 'ok', value: 4 },
      { memberId: '2', name: 'etcd-2', endpoint: 'https://10.0.0.2:2379', status: 'critical', value: 64 },
    ] as const;
    const text = reportMarkdown(sampleResult([sampleCheck('walFsync', 'critical', members)]), wording, 'en');
    assert.match(text, /`etcd-2` · `https:\/\/10\.0\.0\.2:2379` · 64 ms/);
    assert.match(text, /Limits:\*\* warning above 10 ms, critical above 50 ms/);
    assert.doesNotMatch(text, /- `etcd-1`/);
  });

  it('gives commands that reach the cluster, one defragmentation a member, the leader last', () => {
    const leader = 0x8e9e05c52164694dn.toString(16);
    const members = [
      { memberId: leader, name: 'etcd-1', endpoint: 'https://10.0.0.1:2379', status: 'warning', value: 0.7 },
      { memberId: '2', name: 'etcd-2', endpoint: 'https://10.0.0.2:2379', status: 'warning', value: 0.6 },
      { memberId: '3', name: 'etcd-3', endpoint: 'https://10.0.0.3:2379', status: 'ok', value: 0.1 },
    ] as const;
    const result = sampleResult([sampleCheck('reclaimableSpace', 'warning', members)]);
    const [view] = checkViews(
      {
        ...result,
        configuration: {
          ...result.configuration,
          tls: { caFile: '/etc/my certs/ca.crt', certificateFile: '/c.crt', keyFile: '/c.key' },
          username: 'root',
        },
      },
      wording,
    );
    const flags = "--cacert='/etc/my certs/ca.crt' --cert=/c.crt --key=/c.key --user=root \\\n  defrag";
    assert.deepEqual(view?.advice.commands, [
      `etcdctl --endpoints=https://10.0.0.2:2379 ${flags}`,
      `etcdctl --endpoints=https://10.0.0.1:2379 ${flags}`,
    ]);
  });

  it('compacts to the revision that was found before it disarms NOSPACE', () => {
    const [view] = checkViews(sampleResult([sampleCheck('alarmNoSpace', 'critical')]), wording);
    assert.deepEqual(
      view?.advice.commands?.map(command => command.replace(/ --endpoints=\S+/, '')),
      ['etcdctl compact 124456', 'etcdctl defrag', 'etcdctl alarm disarm', 'etcdctl alarm list'],
    );
  });

  it('gives the reason of a member that answered for what nobody told', () => {
    const members = [
      { memberId: '1', name: 'etcd-1', status: 'unknown', problem: { code: 'connection.refused', facts: {} } },
      {
        memberId: '2',
        name: 'etcd-2',
        endpoint: 'https://10.0.0.2:2379',
        status: 'unknown',
        problem: { code: 'notAsked', facts: { reason: 'fewObservations' } },
      },
    ] as const;
    const [view] = checkViews(sampleResult([sampleCheck('walFsync', 'unknown', members)]), wording);
    assert.match(view?.found ?? '', /Too little has happened/);
  });

  it('explains every known fault of a release', () => {
    const texts = advisoryTexts(english);
    assert.deepEqual(
      Object.keys(texts),
      advisories.map(({ id }) => id),
    );
  });

  it('shows a shape of its own for each status', () => {
    assert.equal(new Set(Object.values(statusSymbols)).size, statuses.length);
  });
});
