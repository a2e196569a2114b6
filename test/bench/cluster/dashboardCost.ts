/** What an open dashboard costs: the extension host, and the panel in a browser. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { collectMembers } from '../../../src/core/clusterHealth';
import type { EtcdStore } from '../../../src/core/etcd';
import { thresholdsWith } from '../../../src/core/health/thresholds';
import { ClusterWatch } from '../../../src/features/dashboard/clusterWatch';
import { clusterView } from '../../../src/features/dashboard/dashboardView';
import { panelPage } from '../../../src/host/panels/panelPage';
import { dashboardStringNames, type HistoryView, type SampleView } from '../../../src/protocol/dashboard';
import { launchChromium } from '../../support/browser/chromium';
import { repositoryRoot } from '../../support/repositoryRoot';

/** Milliseconds. */
const interval = 2000;
const measuredTime = 30_000;
/** Samples that the panel draws: a quarter of an hour. */
const drawnSamples = 450;

const origin = 'http://dashboard.invalid';
const english = { t: (message: string, args: Readonly<Record<string, string | number>> = {}) => fill(message, args) };

/** A round of messages to the page, as text. */
type Messages = readonly string[];

export interface DashboardCost {
  /** Shares of one core. */
  readonly host: number;
  readonly panel: number;
  /** Characters that go to the page in one round. */
  readonly messageCharacters: number;
}

export async function dashboardCost(store: EtcdStore): Promise<DashboardCost> {
  const { share: host, rounds, samples } = await hostCost(store);
  const panel = await panelCost(rounds, samples);
  return { host, panel, messageCharacters: rounds.at(-1)?.join('').length ?? 0 };
}

/** Polls as the panel's host does, and writes out what it would tell the page. No browser runs meanwhile. */
async function hostCost(store: EtcdStore) {
  const rounds: Messages[] = [];
  const samples: SampleView[] = [];
  const watch = new ClusterWatch({
    collect: look => collectMembers(store, { ...look, isLinearizableEnough: true, deadlineMilliseconds: interval }),
    intervalMilliseconds: () => interval,
  });
  watch.onDidSample(sample => {
    if (watch.state.phase === 'live') {
      const context = {
        l10n: english,
        language: 'en',
        connections: { all: [] },
        now: Date.now(),
        thresholds: thresholdsWith({}),
      };
      const view = clusterView(watch.state.facts, { leaderChanges: 0, intervalSeconds: interval / 1000 }, context);
      samples.push(sample);
      rounds.push([eventOf('view', { phase: 'live', name: 'bench', ...view }), eventOf('sample', sample)]);
    }
  });
  watch.start();
  // The first round dials.
  await sleep(2 * interval);
  const before = process.cpuUsage();
  const started = performance.now();
  await sleep(measuredTime);
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / (performance.now() - started);
  watch.dispose();
  return { share, rounds, samples };
}

/** Feeds what the host told to a page in a browser, and reads the processor time of all the browser's processes. */
async function panelCost(rounds: readonly Messages[], samples: readonly SampleView[]): Promise<number> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await openPanel(page);
    await post(page, eventOf('history', historyOf(samples)));
    await sleep(interval);
    const before = await processorSeconds(browser);
    const started = performance.now();
    for (let round = 0; performance.now() - started < measuredTime; round++) {
      const [view = '', sample = ''] = rounds[round % rounds.length] ?? [];
      await post(page, view, sample.replace(/"time":\d+/, `"time":${Date.now()}`));
      await sleep(interval);
    }
    const seconds = (await processorSeconds(browser)) - before;
    return seconds / ((performance.now() - started) / 1000);
  } finally {
    await browser.close();
  }
}

async function openPanel(page: Page): Promise<void> {
  const strings = Object.fromEntries(dashboardStringNames.map(name => [name, name]));
  const html = panelPage({
    script: `${origin}/dashboard.js`,
    style: `${origin}/dashboard.css`,
    source: origin,
    nonce: 'bench',
    language: 'en',
    title: 'bench',
    startData: { strings, language: 'en' },
  });
  await page.addInitScript('globalThis.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });');
  await page.route(`${origin}/**`, async route => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') {
      await route.fulfill({ body: html, contentType: 'text/html' });
    } else {
      const contentType = name.endsWith('.css') ? 'text/css' : 'text/javascript';
      await route.fulfill({ body: await readFile(join(repositoryRoot, 'dist/media', name), 'utf8'), contentType });
    }
  });
  await page.goto(`${origin}/`);
  await page.locator('.charts').waitFor({ state: 'attached' });
}

/** As the host tells them: in one go. */
async function post(page: Page, ...messages: Messages): Promise<void> {
  // JSON is an expression of the page's language.
  await page.evaluate(messages.map(message => `window.postMessage(${message})`).join(';'));
}

/** A quarter of an hour of the samples there are, again and again. */
function historyOf(samples: readonly SampleView[]): HistoryView {
  const now = Date.now();
  const taken = Array.from({ length: drawnSamples }, (_, index) => samples[index % samples.length]);
  const times = taken.map((_, index) => now - (drawnSamples - index) * interval);
  const members = (samples[0]?.members ?? []).map(({ key, name, values }, number) => {
    const names = Object.keys(values) as (keyof typeof values)[];
    const series = names.map(each => [each, taken.map(sample => sample?.members[number]?.values[each] ?? null)]);
    return { key, name, series: Object.fromEntries(series) as HistoryView['members'][number]['series'] };
  });
  return { times, members };
}

/** Seconds, of the browser and all its processes. */
async function processorSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

function eventOf(name: string, data: unknown): string {
  return JSON.stringify({ type: 'event', name, data });
}

function fill(message: string, args: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(args[name] ?? place));
}
