import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { launchChromium } from '../browser/chromium';
import { outputMark } from '../outputMark';
import { testResultsDirectory } from '../testResults';
import type { HostRun } from './hostRun';
import { startVscodeServer } from './vscodeServer';

/** Bounds a window that never reports its end. */
const runTimeoutMilliseconds = 10 * 60_000;

/**
 * Runs the suites in the extension host of VS Code's server, opened in Chromium. Returns the exit code they ended with.
 * What the tests print is relayed; what else the window logs goes to a file in the folder of test results.
 */
export async function runInServer(run: HostRun): Promise<number> {
  const log = openLog(run);
  const browser = await launchChromium();
  try {
    const server = await startVscodeServer({
      serverDataDirectory: join(run.directory, 'server'),
      extensionsDirectory: run.extensionsDirectory,
      environment: { ...run.environment, ETCDSCOPE_MARK_OUTPUT: '1' },
      automation: true,
    });
    try {
      const page = await browser.newPage();
      const ended = new Promise<number>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error('The host tests did not end in time.')),
          runTimeoutMilliseconds,
        );
        page.once('crash', () => reject(new Error('The window of the host tests crashed.')));
        void page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => relay(log, type, args));
        void page.exposeFunction('codeAutomationExit', (code: number) => {
          clearTimeout(timer);
          resolve(code);
        });
      });
      const { workspace: folder, extensionDevelopmentPath, extensionTestsPath } = run;
      await page.goto(server.windowUrl({ folder, extensionDevelopmentPath, extensionTestsPath }));
      const code = await ended;
      // Before its server goes, or the window would log how it loses the connection.
      await page.close();
      return code;
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    log.end();
  }
}

function openLog(run: HostRun): WriteStream {
  mkdirSync(testResultsDirectory, { recursive: true });
  return createWriteStream(join(testResultsDirectory, `host-${run.environment.ETCDSCOPE_HOST_EXTENSION}.log`));
}

function relay(log: WriteStream, type: string, args: unknown[]): void {
  const text = format(...args);
  if (text.includes(outputMark)) {
    console.log(text.replaceAll(outputMark, ''));
  } else {
    log.write(`[${type}] ${text}\n`);
  }
}
