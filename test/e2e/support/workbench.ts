import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../support/browser/chromium';
import { repositoryRoot } from '../../support/repositoryRoot';
import { skip } from '../../support/skip';
import { testResultsDirectory } from '../../support/testResults';
import { UnavailableError } from '../../support/unavailableError';
import { linkExtension } from '../../support/vscode/linkedExtension';
import { installPackage } from '../../support/vscode/packagedExtension';
import { startVscodeServer } from '../../support/vscode/vscodeServer';
import { notificationTexts } from './messages';
import { viewContainerTab } from './tree';

/** Opening a window may install a server and a browser first. */
const openTimeoutMilliseconds = 5 * 60_000;
const restoreTimeoutMilliseconds = 60_000;

/** A hover stays a moment after the pointer has left. */
const hoverMilliseconds = 400;

const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;

export interface WorkbenchOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files of the opened folder, by their path in it. */
  readonly workspaceFiles?: Readonly<Record<string, string>>;
  readonly theme?: keyof typeof themes;
  /** The checkout as built, or the .vsix as users install it. */
  readonly extension?: 'checkout' | 'packaged';
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Workbench {
  readonly page: Page;
  /** The folder that the window has open. */
  readonly folder: string;
  /**
   * Keeps a picture in test-results; with `inDocs` also in docs/, where ETCDSCOPE_UPDATE_SCREENSHOTS=1 asks for new ones.
   */
  screenshot(name: string, options?: { readonly inDocs?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** A window with the extension, a server and a browser of its own, and nothing kept from earlier ones. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-e2e-'));
  const undo: (() => Promise<unknown>)[] = [
    () => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  ];
  const close = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) {
      await step();
    }
  };
  try {
    const folder = join(directory, 'workspace');
    await writeFiles(folder, options.workspaceFiles ?? {});
    const extensionsDirectory = join(directory, 'extensions');
    await mkdir(extensionsDirectory);
    await (options.extension === 'packaged' ? installPackage : linkExtension)(extensionsDirectory);
    const server = await startVscodeServer({
      serverDataDirectory: join(directory, 'server'),
      extensionsDirectory,
      settings: { 'workbench.colorTheme': themes[options.theme ?? 'dark'], ...options.settings },
      automation: true,
    });
    undo.push(() => server.stop());
    const browser = await launchChromium();
    undo.push(() => browser.close());
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    page.setDefaultTimeout(30_000);
    await page.goto(server.windowUrl({ folder }));
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: restoreTimeoutMilliseconds });
    await page.waitForFunction(() => 'driver' in globalThis);
    await page.evaluate('driver.whenWorkbenchRestored()');
    // A workbench counts as restored before it has read what extensions contribute, and a palette that was opened until
    // then never lists their commands.
    await viewContainerTab(page, 'etcd').waitFor({ timeout: restoreTimeoutMilliseconds });
    return { page, folder, close, screenshot: (name, where) => screenshot(page, name, where?.inDocs ?? false) };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens a window for the tests of the suite it is called in, and closes it after them. Where a test fails, a picture of
 * that moment stays in test-results, and its notifications are printed. Returns a function that gives the window to a test.
 */
export function useWorkbench(options: WorkbenchOptions | (() => WorkbenchOptions) = {}): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    this.timeout(openTimeoutMilliseconds);
    try {
      workbench = await openWorkbench(typeof options === 'function' ? options() : options);
    } catch (error) {
      if (error instanceof UnavailableError) {
        skip(this, error.message);
      }
      throw error;
    }
  });
  afterEach(async function () {
    if (workbench && this.currentTest?.state === 'failed') {
      await workbench.screenshot(`failed ${this.currentTest.fullTitle()}`);
      console.log('      notifications:', await notificationTexts(workbench.page).catch(String));
    }
  });
  after(async () => {
    await workbench?.close();
  });
  return () => {
    if (!workbench) {
      throw new Error('The window is open only while a test runs.');
    }
    return workbench;
  };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function screenshot(page: Page, name: string, inDocs: boolean): Promise<void> {
  const fileName = `${name.replace(/[^\w.-]+/g, '-')}.png`;
  const file = join(testResultsDirectory, 'screenshots', fileName);
  // Away from what it rests on, so that no hover shows.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(hoverMilliseconds);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  if (inDocs && process.env.ETCDSCOPE_UPDATE_SCREENSHOTS === '1') {
    await copyFile(file, join(repositoryRoot, 'docs', fileName));
  }
}
