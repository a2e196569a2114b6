import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openEtcd } from '../../src/core/etcd';
import { known } from '../../src/core/health/fact';
import type { ThresholdName } from '../../src/core/health/thresholds';
import { Health } from '../../src/features/health/health';
import { reportMarkdown } from '../../src/features/health/reportMarkdown';
import { commands, extensionId, settings } from '../../src/host/ids';
import { Log } from '../../src/host/log';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { freePorts } from '../support/etcd/freePorts';
import { skip } from '../support/skip';
import { sampleCheck, sampleMember, sampleResult, sampleStatus } from '../unit/features/health/samples';
import { closeEditors, until } from './testCluster';
import { setConnections, untilConnected } from './testConnections';
import { servicesOver } from './testServices';

const connectionId = 'examined';

/** How fast a cluster is that was just started, on a machine that does other work as well, is not what is looked at here. */
const patience = Object.fromEntries(
  (
    [
      'readLatency',
      'requestLatency',
      'peerRoundTrip',
      'walFsync',
      'backendCommit',
      'leaderChanges',
      'proposalsFailed',
      'proposalsPending',
      'clockSkew',
    ] as const satisfies readonly ThresholdName[]
  ).map(name => [name, { warning: 1e9, critical: 1e9 }]),
);

describe('health checks', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let log: Log;

  before(async function () {
    this.timeout(120_000);
    const [unused] = await freePorts(1);
    etcd = await startEtcd();
    // Not disposed of: its channel is that of the extension under development, which goes on writing to it.
    log = new Log();
    await vscode.extensions.getExtension(extensionId)?.activate();
    await setThresholds(patience);
    await setConnections([
      { id: connectionId, name: 'Examined', endpoints: etcd.endpoints },
      { id: 'silent', name: 'Silent', endpoints: [`http://127.0.0.1:${unused}`] },
    ]);
    await untilConnected(connectionId);
  });
  after(async () => {
    await setThresholds(undefined);
    await setConnections(undefined);
    await etcd?.stop();
  });
  afterEach(closeEditors);

  /** Runs a check, and gives the text once the document on screen is that of this check. */
  const run = async (id: string) => {
    const before = reports(id).length === 0 ? undefined : await textOf(id);
    await vscode.commands.executeCommand(commands.runHealthCheck, { connectionId: id });
    await until(async () => reports(id).length > 0 && (await textOf(id)) !== before);
    return textOf(id);
  };

  it('go from the command to a report in a preview, always the same one', async () => {
    const text = await run(connectionId);
    assert.match(text, /^# .*Needs attention: Examined$/m);
    assert.match(text, /^\| Role \| \*\*leader\*\* \|$/m);
    await run(connectionId);
    assert.equal(reports(connectionId).length, 1, 'the second report takes the same tab');
  });

  it('judge by the thresholds of the settings', async () => {
    const isFine = (text: string) => /^\| .*Number of members \| A single voting member/m.test(text);
    assert.equal(isFine(await run(connectionId)), false);
    await setThresholds({ ...patience, memberCount: { warning: 1 }, nonsense: 1 });
    await until(async () => isFine(await run(connectionId)));
    await setThresholds(patience);
    await until(async () => !isFine(await run(connectionId)));
  });

  it('copy their summary for a channel', async () => {
    await vscode.env.clipboard.writeText('nothing was copied');
    await vscode.commands.executeCommand(commands.copyHealthSummary, { connectionId });
    assert.match(await vscode.env.clipboard.readText(), /^▲ Needs attention: Examined \(1 member, etcd /);
  });

  it('leave as JSON, facts and judgement', async function () {
    if (process.env.ETCDSCOPE_HOST_EXTENSION === 'packaged') {
      skip(this, 'dialogs can only be answered for an extension under development');
    }
    const directory = await mkdtemp(join(tmpdir(), 'etcdscope-health-'));
    const file = join(directory, 'health.json');
    const original = vscode.window.showSaveDialog;
    Object.assign(vscode.window, { showSaveDialog: async () => vscode.Uri.file(file) });
    try {
      await vscode.commands.executeCommand(commands.exportHealthReport, { connectionId });
      const exported = JSON.parse(await readFile(file, 'utf8'));
      assert.equal(exported.connection.name, 'Examined');
      assert.equal(exported.report.verdict, 'warning');
      assert.equal(exported.facts.members[0].role, 'leader');
    } finally {
      Object.assign(vscode.window, { showSaveDialog: original });
      await closeEditors();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('report on a cluster that nobody reaches', async () => {
    const text = await run('silent');
    assert.match(text, /^# .*Critical: Silent$/m);
    assert.match(text, /refused the connection/);
  });

  it('report on a cluster that was stopped under a connection', async () => {
    await etcd.kill();
    try {
      const text = await run(connectionId);
      assert.match(text, /^# .*Critical: Examined$/m);
      assert.match(text, /No member was reached/);
    } finally {
      await etcd.restart();
    }
    await untilConnected(connectionId);
    await until(async () => /Needs attention: Examined/.test(await run(connectionId)));
  });

  it('repeat by themselves, and leave nothing running when they are turned off', async () => {
    const store = await openEtcd({ endpoints: etcd.endpoints });
    const changes = new vscode.EventEmitter<vscode.Uri>();
    const health = new Health(
      servicesOver(store, log, { id: connectionId, name: 'Examined', endpoints: etcd.endpoints }),
      changes,
    );
    const uri = vscode.Uri.from({ scheme: 'etcd-health', authority: connectionId, path: '/report.md' });
    const texts = new Set<string>();
    try {
      health.repeatEvery(0.0001);
      await until(() => texts.add(health.text(uri)).size > 3);
      health.repeatEvery(0);
    } finally {
      health.dispose();
      changes.dispose();
      store.close();
    }
    const last = health.text(uri);
    assert.match(last, /Examined/);
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.equal(health.text(uri), last);
  });

  it('begin at once with what is connected, and with what is connected later', async () => {
    const store = await openEtcd({ endpoints: etcd.endpoints });
    const changes = new vscode.EventEmitter<vscode.Uri>();
    const services = servicesOver(store, log, { id: connectionId, name: 'Examined', endpoints: etcd.endpoints });
    const [connection] = services.connections.all;
    assert.ok(connection);
    const states = new vscode.EventEmitter<typeof connection>();
    const all: (typeof connection)[] = [];
    const connections = { ...services.connections, all, onDidChangeState: states.event };
    const health = new Health({ connections, log }, changes);
    const uri = vscode.Uri.from({ scheme: 'etcd-health', authority: connectionId, path: '/report.md' });
    const day = 24 * 60;
    try {
      states.fire(connection);
      health.repeatEvery(day);
      assert.match(health.text(uri), /There is no report/);
      states.fire(connection);
      await until(() => /Needs attention: Examined/.test(health.text(uri)));
      const another = new Health({ connections: { ...connections, all: [connection] }, log }, changes);
      another.repeatEvery(day);
      await until(() => /Needs attention: Examined/.test(another.text(uri)));
      another.dispose();
    } finally {
      health.dispose();
      changes.dispose();
      states.dispose();
      store.close();
    }
  });

  it('tell once what got worse, with a way to its report', async () => {
    const store = await openEtcd({ endpoints: etcd.endpoints });
    const changes = new vscode.EventEmitter<vscode.Uri>();
    const health = new Health(
      servicesOver(store, log, { id: connectionId, name: 'Examined', endpoints: etcd.endpoints }),
      changes,
    );
    const uri = vscode.Uri.from({ scheme: 'etcd-health', authority: connectionId, path: '/report.md' });
    const { showErrorMessage, showWarningMessage } = vscode.window;
    const messages: (readonly string[])[] = [];
    const answer =
      (kind: string) =>
      async (...words: readonly string[]) => {
        messages.push([kind, ...words]);
        return words[1];
      };
    Object.assign(vscode.window, { showErrorMessage: answer('error'), showWarningMessage: answer('warning') });
    try {
      health.repeatEvery(0.0001);
      await until(() => /Needs attention: Examined/.test(health.text(uri)));
      assert.deepEqual(messages, [], 'what only needs attention at the first look interrupts nobody');
      await etcd.kill();
      const texts = new Set<string>();
      await until(() => /Critical: Examined/.test(health.text(uri)) && texts.add(health.text(uri)).size > 2);
      health.repeatEvery(0);
      assert.equal(messages.length, 1);
      const [kind, sentence, button] = messages[0] ?? [];
      assert.deepEqual([kind, button], ['error', 'Show the Report']);
      assert.match(sentence ?? '', /^Examined: Critical\. \S/);
      await until(() => reports(connectionId).length === 1);
    } finally {
      Object.assign(vscode.window, { showErrorMessage, showWarningMessage });
      health.dispose();
      changes.dispose();
      store.close();
      await etcd.restart();
    }
    await untilConnected(connectionId);
  });

  it('show no link, picture or markup of the cluster', async () => {
    for (const hostile of [
      '[click](https://evil.example) ![x](https://evil.example/x.png)',
      '<img src=x onerror=alert(1)><script>alert(1)</script><a href="command:x">y</a>',
      'https://evil.example www.evil.example ftp://evil.example mailto:a@evil.example a@evil.example //evil.example',
      '``` ` `` | </div> &lt;b&gt; **b** # h',
    ]) {
      const html = await vscode.commands.executeCommand<string>('markdown.api.render', hostileReport(hostile));
      assert.doesNotMatch(html, /<(a|img|script|iframe|b|i|h5)[ >]|evil\.example["']/i, hostile);
      const ours = await vscode.commands.executeCommand<string>('markdown.api.render', hostileReport('harmless'));
      const tags = (text: string) => [...text.matchAll(/<\/?(\w+)/g)].map(([tag]) => tag);
      assert.deepEqual(tags(html), tags(ours), hostile);
    }
  });
});

/** A report in which every text that a cluster can choose is this one. */
function hostileReport(text: string): string {
  const members = [
    { memberId: '2', name: text, endpoint: text, status: 'critical', value: 64, details: [text] },
  ] as const;
  const result = sampleResult(
    [
      sampleCheck('walFsync', 'critical', members),
      { id: 'versionsEqual', theme: 'versions', status: 'warning', measured: { versions: [text, '3.5.30'] } },
      {
        id: 'hashKv',
        theme: 'consistency',
        status: 'unknown',
        problem: { code: 'call.failed', facts: { server: text } },
      },
      { id: 'versionSupported', theme: 'versions', status: 'ok', measured: { versions: [text] } },
    ],
    {
      members: [
        sampleMember({ name: text, endpoint: text, status: known(sampleStatus({ version: text, errors: [text] })) }),
      ],
      unmatchedEndpoints: [{ url: text, isConfigured: true, isAdvertised: false }],
    },
  );
  return reportMarkdown(result, { l10n: vscode.l10n, connections: { all: [] } }, 'en');
}

function reports(id: string): readonly vscode.Uri[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) =>
      input instanceof vscode.TabInputCustom && input.uri.scheme === 'etcd-health' && input.uri.authority === id
        ? [input.uri]
        : [],
    );
}

async function textOf(id: string): Promise<string> {
  const [uri] = reports(id);
  assert.ok(uri);
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

async function setThresholds(value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration(settings.section)
    .update(settings.healthThresholds, value, vscode.ConfigurationTarget.Global);
}
