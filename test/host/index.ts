import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import CountingReporter from '../support/countingReporter';
import { outputMark } from '../support/outputMark';

/** Called by VS Code in its extension host: runs every host suite and rejects where a test failed. */
export async function run(): Promise<void> {
  if (process.env.ETCDSCOPE_MARK_OUTPUT === '1') {
    Mocha.reporters.Base.consoleLog = printMarked;
  }
  try {
    const failures = await runSuites();
    if (failures > 0) {
      throw new Error(`${failures} host tests failed`);
    }
  } catch (error) {
    Mocha.reporters.Base.consoleLog(error);
    throw error;
  }
}

async function runSuites(): Promise<number> {
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: CountingReporter,
    timeout: 30_000,
    forbidOnly: true,
    color: process.env.ETCDSCOPE_COLOR === '1',
    grep: process.env.ETCDSCOPE_GREP || undefined,
  });
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.test.js'));
  if (files.length === 0) {
    throw new Error('No host test was found.');
  }
  for (const file of files.sort()) {
    mocha.addFile(join(__dirname, file));
  }
  return await new Promise<number>(resolve => mocha.run(resolve));
}

function printMarked(...values: unknown[]): void {
  for (const line of format(...values).split('\n')) {
    console.log(outputMark + line);
  }
}
