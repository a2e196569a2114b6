import assert from 'node:assert/strict';
import { known } from '../../../../src/core/health/fact';
import type { HealthCheck } from '../../../../src/core/health/healthReport';
import { healthSummary } from '../../../../src/features/health/healthSummary';
import {
  markdownCode,
  markdownCodeBlock,
  markdownTable,
  markdownText,
} from '../../../../src/features/health/markdownText';
import { reportMarkdown } from '../../../../src/features/health/reportMarkdown';
import { etcdctlCommand, shellWord } from '../../../../src/features/health/shellCommand';
import { english } from '../encryptionAudit/localization';
import { sampleCheck, sampleMember, sampleResult, sampleStatus } from './samples';

const wording = { l10n: english, connections: { all: [] } };

/** What somebody who may name a member, or answer in its place, might write. */
const hostileTexts = [
  '[click](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '</div><script>alert(1)</script>',
  'https://evil.example/www.evil.example',
  '`` ` ```\n# head\n| a | b |\n|---|---|\n```sh\nrm -rf /\n```',
  '**bold** _em_ ~~gone~~ &lt; &#x3c;',
  'one|two\\|three',
  'a\u202egnp.exe\u200b\u0000\u2028b',
  '- [ ] task\n> quote\n1. one',
  '$(reboot)`reboot`\'; reboot; "',
];

describe('hostile text in a health report', () => {
  for (const hostile of hostileTexts) {
    it(`stays text: ${JSON.stringify(hostile).slice(0, 40)}`, () => {
      for (const inline of [markdownText(hostile), markdownCode(hostile)]) {
        assert.doesNotMatch(inline, /[\p{Cc}\p{Cf}\p{Zl}]/u);
      }
      // Nothing that means anything to Markdown stands without a backslash.
      assert.doesNotMatch(markdownText(hostile).replaceAll(/\\[!-/:-@[-`{-~]/g, ''), /[!#$&*+./<=>@[\\\]_`{|}~-]/);
      const [, fence = '', content = ''] = /^(`+)(.*)\1$/s.exec(markdownCode(hostile)) ?? [];
      assert.ok(fence !== '' && !content.split(/[^`]+/).includes(fence), 'code ends where it should');
    });
  }

  it('does not break out of a table', () => {
    const [, , , , row = ''] = markdownTable(['a', 'b'], [[markdownCode('one|two\\|three'), markdownText('x|y')]]);
    // A pipe with a backslash before it divides no cells.
    assert.equal(row.replaceAll('\\|', '').split('|').length, 4);
  });

  it('does not break out of lines for a shell', () => {
    const block = markdownCodeBlock(['echo ```', shellWord('a\nb\u202e')]);
    assert.equal(block.split('\n').length, 4);
    assert.match(block, /^````sh\n.*\n.*\n````$/);
    assert.equal(shellWord("a'; reboot; '"), "'a'\\''; reboot; '\\'''");
    const reached = { endpoints: ['http://a:1'], username: '$(reboot)' };
    assert.equal(
      etcdctlCommand(['get', '`x`'], reached),
      "etcdctl --endpoints=http://a:1 --user='$(reboot)' get '`x`'",
    );
  });

  for (const hostile of hostileTexts) {
    it(`leaves the report's shape as it is: ${JSON.stringify(hostile).slice(0, 40)}`, () => {
      assert.deepEqual(shapeOf(hostile), shapeOf('harmless'));
      const lines = healthSummary(resultWith(hostile), wording).split('\n');
      assert.equal(lines.length, healthSummary(resultWith('harmless'), wording).split('\n').length);
    });
  }
});

/** A result in which every text that a cluster can choose is this one. */
function resultWith(text: string) {
  const members = [
    { memberId: '2', name: text, endpoint: text, status: 'critical', value: 64, details: [text] },
  ] as const;
  const checks: readonly HealthCheck[] = [
    sampleCheck('walFsync', 'critical', members),
    { id: 'versionsEqual', theme: 'versions', status: 'warning', measured: { versions: [text, '3.5.30'] } },
    {
      id: 'largeObjects',
      theme: 'kubernetes',
      status: 'warning',
      measured: { sampled: 1, largest: 2, objects: [{ key: text, resource: text, size: 2 }] },
    },
    {
      id: 'hashKv',
      theme: 'consistency',
      status: 'unknown',
      problem: { code: 'call.failed', facts: { server: text } },
    },
    { id: 'versionSupported', theme: 'versions', status: 'ok', measured: { versions: [text] } },
  ];
  return sampleResult(checks, {
    members: [
      sampleMember({
        name: text,
        endpoint: text,
        status: known(sampleStatus({ version: text, errors: [text], storageVersion: text })),
      }),
    ],
    unmatchedEndpoints: [{ url: text, isConfigured: true, isAdvertised: false }],
  });
}

/** What each line of the report is to Markdown: the texts left out, the structure kept. */
function shapeOf(text: string): readonly string[] {
  return reportMarkdown(resultWith(text), wording, 'en')
    .split('\n')
    .map(line => /^(#+ |\||- |<\/?div[^>]*>|`{3,}|\*\*|)/.exec(line)?.[0] ?? '');
}
