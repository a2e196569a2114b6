/**
 * How long a write takes to be seen: from before the put is sent, through etcd, the extension host and the panel, until
 * the browser has painted its row. Beside it, in the same run, how long the same puts take to reach a plain watch.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { panelPage } from '../../e2e/support/panel';
import { enterText, pick, quickInput, runCommand } from '../../e2e/support/quickInput';
import { openViewContainer, treeRow } from '../../e2e/support/tree';
import { openWorkbench } from '../../e2e/support/workbench';
import { startEtcd } from '../../support/etcd';
import { putTogether } from '../../support/putTogether';

export interface PaintedOptions {
  /** Puts a second. */
  readonly rate: number;
  readonly seconds: number;
}

const prefix = '/registry/bench/';
const value = bytesFromText('v'.repeat(500));
/** Operations that etcd takes in a transaction. */
const mostTogether = 128;
/** Milliseconds between the transactions that make up the rate. */
const pace = 20;
/** Milliseconds after the last put in which the figures of the panel catch up. */
const settle = 2500;

export async function painted({ rate, seconds }: PaintedOptions): Promise<void> {
  const etcd = await startEtcd({ arguments: ['--snapshot-count=100000'] });
  try {
    const store = await openEtcd({ endpoints: etcd.endpoints });
    const endpoint = etcd.endpoints[0] as string;
    const controller = new AbortController();
    const workbench = await openWorkbench({
      settings: {
        'etcdscope.connections': [{ id: 'bench', name: 'bench', endpoints: etcd.endpoints, connectOnStart: true }],
      },
    });
    try {
      const { page } = workbench;
      await openViewContainer(page, 'etcd');
      await treeRow(page, 'bench').waitFor();
      await runCommand(page, 'etcd: Watch…');
      await quickInput(page).getByText('What the keys begin with').waitFor();
      await enterText(page, prefix);
      await pick(page, 'From Now On');
      const panel = panelPage(page);
      await panel.locator('.state-live').waitFor();
      await load(endpoint, rate, 1);
      await sleep(settle);
      const delivered = recordDelivered(store, controller.signal);
      await panel.locator('body').evaluate(recordPainted);
      const began = performance.now();
      const puts = await load(endpoint, rate, seconds);
      const took = performance.now() - began;
      await sleep(settle);
      controller.abort();
      const { delays, frames } = await panel.locator('body').evaluate(() => {
        const { paintedDelays, frameTimes } = globalThis as unknown as PaintedPage;
        return { delays: paintedDelays, frames: frameTimes };
      });
      const totals = (await panel.locator('.totals').textContent()) ?? '';
      console.log(
        JSON.stringify({
          bench: 'watch painted',
          etcd: etcd.binaries.version,
          puts,
          putsPerSecond: Math.round((puts / took) * 1000),
          paintedRows: delays.length,
          paintedMilliseconds: quantiles(delays),
          // How often the browser came to painting at all, on this machine in this run.
          frameMilliseconds: quantiles(frames),
          plainWatchMilliseconds: quantiles(await delivered),
          countedInPanel: Number(/^[\d,]+/.exec(totals)?.[0].replaceAll(',', '') ?? Number.NaN),
          countedExpected: puts + rate,
        }),
      );
    } finally {
      controller.abort();
      await workbench.close();
      store.close();
    }
  } finally {
    await etcd.stop();
  }
}

/** Puts at an even pace, some together in a transaction; each key carries the moment before it was sent. */
async function load(endpoint: string, rate: number, seconds: number): Promise<number> {
  const most = rate * seconds;
  const began = performance.now();
  const underWay: Promise<void>[] = [];
  let sent = 0;
  while (sent < most) {
    const due = Math.min(most, sent + mostTogether, Math.ceil(((performance.now() - began) / 1000) * rate));
    const now = Date.now();
    underWay.push(
      putTogether(
        endpoint,
        Array.from({ length: due - sent }, (_, index) => ({ key: `${prefix}${now}-${sent + index}`, value })),
      ),
    );
    sent = due;
    await sleep(pace);
  }
  await Promise.all(underWay);
  return sent;
}

async function recordDelivered(store: EtcdStore, signal: AbortSignal): Promise<readonly number[]> {
  const delays: number[] = [];
  for await (const updates of store.watch({ ...prefixRange(bytesFromText(prefix)), previous: true, signal })) {
    for (const update of updates) {
      if (update.type === 'put') {
        delays.push(Date.now() - Number(/(\d{13})-\d+$/.exec(textFromBytes(update.key) ?? '')?.[1]));
      }
    }
  }
  return delays;
}

interface PaintedPage {
  paintedDelays: number[];
  frameTimes: number[];
}

/** What the recorder needs of a browser, whose types these tests do without. */
interface PageElement {
  readonly textContent: string | null;
  readonly ownerDocument: {
    querySelectorAll(selector: string): Iterable<PageElement>;
    readonly defaultView: { requestAnimationFrame(task: () => void): void; setTimeout(task: () => void): void };
  };
  closest(selector: string): PageElement | null;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
}

/** Runs in the panel's page: looks at the rows of each frame, and takes the time once that frame was handed on. */
function recordPainted(body: PageElement): void {
  const page = body.ownerDocument;
  const window = page.defaultView;
  const delays: number[] = [];
  const frames: number[] = [];
  Object.assign(globalThis, { paintedDelays: delays, frameTimes: frames });
  let lastFrame = performance.now();
  // Rows of the warm-up are still on screen.
  const began = Date.now();
  const seen = new Set<string>();
  const look = () => {
    frames.push(Math.round(performance.now() - lastFrame));
    lastFrame = performance.now();
    const fresh: number[] = [];
    for (const cell of page.querySelectorAll('.table-body .table-row:not([hidden]) [data-column="key"]')) {
      const [, time, number] = /(\d{13})-(\d+)$/.exec(cell.textContent ?? '') ?? [];
      const row = cell.getBoundingClientRect();
      const list = cell.closest('.table')?.getBoundingClientRect();
      const isOnScreen = list !== undefined && row.bottom <= list.bottom && row.top >= list.top;
      if (time !== undefined && Number(time) >= began && isOnScreen && !seen.has(`${time}-${number}`)) {
        seen.add(`${time}-${number}`);
        fresh.push(Number(time));
      }
    }
    // A task that is planned while a frame is made runs after that frame was painted.
    window.setTimeout(() => {
      const now = Date.now();
      delays.push(...fresh.map(time => now - time));
    });
    window.requestAnimationFrame(look);
  };
  window.requestAnimationFrame(look);
}

function quantiles(delays: readonly number[]): Readonly<Record<string, number>> {
  const sorted = [...delays].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
