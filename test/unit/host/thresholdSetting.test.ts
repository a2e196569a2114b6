import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultThresholds } from '../../../src/core/health/thresholds';
import { settings } from '../../../src/host/ids';
import { parseThresholds } from '../../../src/host/thresholdSetting';
import { repositoryRoot } from '../../support/repositoryRoot';

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly properties?: Readonly<Record<string, { readonly default: unknown }>> }>
      >;
    };
  };
}

describe('the setting of thresholds', () => {
  it('takes numbers for what core knows', () => {
    const changes = { walFsync: { warning: 20, critical: 100 }, quotaUse: { critical: 0.9 } };
    assert.deepEqual(parseThresholds(changes), { changes, problems: [] });
    assert.deepEqual(parseThresholds(undefined), { changes: {}, problems: [] });
  });

  it('tells what it cannot use, and uses the rest', () => {
    const { changes, problems } = parseThresholds({
      walFsnyc: { warning: 20 },
      quotaUse: { warning: '60 %', critical: 0.9 },
      databaseSize: 5,
      peerRoundTrip: { warn: 3 },
      readLatency: { warning: -1 },
      constructor: { warning: 1 },
      backendCommit: { warning: 30 },
    });
    assert.deepEqual(changes, {
      quotaUse: { critical: 0.9 },
      peerRoundTrip: {},
      readLatency: {},
      backendCommit: { warning: 30 },
    });
    assert.deepEqual(
      problems.map(({ path, kind }) => `${path} ${kind}`),
      [
        'walFsnyc unknownName',
        'quotaUse.warning notANumber',
        'databaseSize notAnObject',
        'peerRoundTrip.warn unknownField',
        'readLatency.warning notANumber',
        'constructor unknownName',
      ],
    );
    assert.deepEqual(parseThresholds([1]).problems, [{ path: '', kind: 'notAnObject' }]);
  });

  it('refuses what would be critical before it is a warning', () => {
    const problems = (setting: unknown) => parseThresholds(setting).problems.map(({ path }) => path);
    assert.deepEqual(problems({ walFsync: { warning: 60 } }), ['walFsync']);
    assert.deepEqual(problems({ certificateExpiry: { warning: 5 } }), ['certificateExpiry']);
    assert.deepEqual(problems({ certificateExpiry: { warning: 60, critical: 14 } }), []);
  });

  it('is described in the manifest as core has it', () => {
    const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as Manifest;
    const declared =
      manifest.contributes.configuration.properties[`${settings.section}.${settings.healthThresholds}`]?.properties ??
      {};
    const known = Object.entries(defaultThresholds).map(([name, { unit: _unit, bad: _bad, ...numbers }]) => [
      name,
      numbers,
    ]);
    assert.deepEqual(
      Object.entries(declared).map(([name, schema]) => [name, schema.default]),
      known,
    );
  });
});
