/**
 * Runs every check and suite, or those named, and ends with one line of numbers over all:
 *
 *   npm test [-- [suite…] [--grep pattern]]
 *
 * A name also stands for all suites that begin with it: `integration`, `host`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endCommandsWithProcess, node, npm, runVisibly } from './commands.mjs';
import { installDependencies, isInstallationStale, requireNode } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiled = 'dist/tests/test';
/** @type {Result} */
const nothing = { passed: 0, failed: 0, failures: [], skipped: [] };
/** The exit code by which a suite says that it cannot run on this machine. */
const unavailableExitCode = 77;

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {import('./commands.mjs').Command} command
 * @property {readonly string[]} [needs] Suites that make what this one takes.
 * @property {boolean} [counts] Whether it reports numbers of its own; else it counts as one test.
 * @property {NodeJS.ProcessEnv} [environment]
 * @property {number} minutes After which it is ended.
 */

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {readonly { title: string, message: string }[]} failures Of the tests that failed, how.
 * @property {readonly { title: string, reason: string }[]} skipped
 * @property {string} [problem] What failed of the suite as a whole.
 */

const { names, grep } = parseArguments(process.argv.slice(2));

/** @type {readonly Suite[]} */
const suites = [
  { name: 'types', command: node('node_modules/typescript/bin/tsc'), minutes: 5 },
  { name: 'types-media', command: node('node_modules/typescript/bin/tsc', '-p', 'media'), minutes: 5 },
  { name: 'lint', command: node('node_modules/@biomejs/biome/bin/biome', 'check'), minutes: 5 },
  // Before the build, which then leaves the readable form of the extension for the suites that load the checkout.
  { name: 'package', command: npm('run', '--silent', 'package'), minutes: 5 },
  { name: 'build', command: node('scripts/build.mjs', '--tests'), minutes: 5 },
  mochaSuite('unit', 'unit', { needs: ['package', 'build'], testTimeout: 60_000, minutes: 15 }),
  ...['3.4', '3.5'].map(version =>
    mochaSuite(`integration-${version}`, 'integration', {
      needs: ['build'],
      // A server may have to be fetched first.
      testTimeout: 60_000,
      minutes: 15,
      environment: { ETCDSCOPE_ETCD: version },
    }),
  ),
  hostSuite('host-development', [], ['build']),
  hostSuite('host-packaged', ['--packaged'], ['package', 'build']),
  mochaSuite('e2e', 'e2e', { needs: ['package', 'build'], testTimeout: 120_000, minutes: 40 }),
];

/** @returns {Suite} */
function mochaSuite(name, folder, { testTimeout, ...rest }) {
  const command = node(
    '--enable-source-maps',
    'node_modules/mocha/bin/mocha.js',
    '--forbid-only',
    `--timeout=${testTimeout}`,
    `--reporter=./${compiled}/support/countingReporter.js`,
    '--reporter-option=watchLeaks=true',
    ...(grep ? [`--grep=${grep}`] : []),
    `${compiled}/${folder}/**/*.test.js`,
  );
  return { name, command, counts: true, ...rest };
}

/** @returns {Suite} */
function hostSuite(name, args, needs) {
  const command = node('--enable-source-maps', `${compiled}/support/vscode/runHostTests.js`, ...args);
  return { name, command, counts: true, needs, minutes: 15, environment: grep ? { ETCDSCOPE_GREP: grep } : {} };
}

function parseArguments(args) {
  const names = [];
  let grep;
  for (let index = 0; index < args.length; index++) {
    if (args[index] === '--grep') {
      grep = args[++index];
    } else {
      names.push(args[index]);
    }
  }
  return { names, grep };
}

/** The suites to run: the named ones and, before them, what they need. */
function choose() {
  if (names.length === 0) {
    return suites;
  }
  const chosen = new Set();
  for (const name of names) {
    const matching = suites.filter(suite => suite.name === name || suite.name.startsWith(`${name}-`));
    if (matching.length === 0) {
      throw new Error(`There is no suite "${name}". There are: ${suites.map(suite => suite.name).join(', ')}.`);
    }
    for (const suite of matching) {
      chosen.add(suite.name);
      for (const need of suite.needs ?? []) {
        chosen.add(need);
      }
    }
  }
  return suites.filter(suite => chosen.has(suite.name));
}

/**
 * @param {Suite} suite
 * @param {string} reports A folder for what suites report.
 * @returns {Promise<Result>}
 */
async function runSuite(suite, reports) {
  const report = join(reports, `${suite.name}.json`);
  const { code, timedOut } = await runVisibly(suite.command, {
    cwd: root,
    environment: { ...process.env, ...suite.environment, ETCDSCOPE_TEST_REPORT: report },
    timeoutMilliseconds: suite.minutes * 60_000,
  });
  const ending = timedOut ? `did not end within ${suite.minutes} minutes` : `ended with ${code}`;
  if (!suite.counts) {
    return code === 0 ? { ...nothing, passed: 1 } : failedAltogether(ending);
  }
  const counts = readReport(report);
  if (!counts) {
    return failedAltogether(`${ending}, without a report`);
  }
  if (counts.unavailable && code === unavailableExitCode) {
    return { ...nothing, skipped: [{ title: 'the whole suite', reason: counts.unavailable }] };
  }
  return judge(counts, code === 0 ? undefined : ending);
}

/** Holds a report against the rules: a skipped test names its reason, a suite has tests, and it fails only by a test. */
function judge({ passed, failed, failures, skipped, running }, ending) {
  const unexplained = skipped.filter(test => !test.reason);
  const problems = unexplained.map(test => `skipped without a reason: ${test.title}`);
  if (running) {
    problems.push(`${ending ?? 'ended early'} during the test "${running}"`);
  }
  if (passed + failed + skipped.length === 0 && !grep) {
    problems.push('has no tests');
  }
  if (ending && failed === 0 && problems.length === 0) {
    problems.push(`${ending}, although no test failed`);
  }
  return {
    passed,
    failed: failed + problems.length,
    failures,
    skipped: skipped.filter(test => test.reason),
    problem: problems.join('; '),
  };
}

/** @returns {Result} */
function failedAltogether(problem) {
  return { ...nothing, failed: 1, problem };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Not written, or not to its end: the caller counts that as a failure.
    return undefined;
  }
}

/** A line across the output, so that a suite is found again in a long log. */
function headline(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 100 - text.length))}`);
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function numbers({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

async function main() {
  requireNode();
  endCommandsWithProcess();
  const chosen = choose();
  if (isInstallationStale()) {
    headline('npm ci');
    await installDependencies();
  }
  const reports = mkdtempSync(join(tmpdir(), 'etcdscope-reports-'));
  const results = new Map();
  const start = Date.now();
  for (const suite of chosen) {
    headline(suite.name);
    const since = Date.now();
    const broken = suite.needs?.find(need => results.get(need)?.failed > 0);
    const result = broken ? failedAltogether(`not run, because ${broken} failed`) : await runSuite(suite, reports);
    results.set(suite.name, result);
    console.log(`${suite.name}: ${numbers(result)} (${seconds(since)})${result.problem ? `: ${result.problem}` : ''}`);
  }
  rmSync(reports, { recursive: true, force: true });
  return summarize(results, start);
}

/** Prints what was skipped, then what failed, then the numbers as the very last line. Returns whether all is well. */
function summarize(results, start) {
  headline(`all suites (${seconds(start)})`);
  const total = { passed: 0, failed: 0, skipped: [] };
  for (const [name, result] of results) {
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped.push(...result.skipped);
    for (const { title, reason } of result.skipped) {
      console.log(`skipped: ${name}: ${title}: ${reason}`);
    }
  }
  for (const [name, result] of results) {
    if (result.problem) {
      console.log(`failed: ${name}: ${result.problem}`);
    }
    for (const { title, message } of result.failures) {
      console.log(`failed: ${name}: ${title}\n${message.replace(/^/gm, '    ')}`);
    }
  }
  console.log(numbers(total));
  return total.failed === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  // Even then the last line is the numbers: nothing ran, and that is a failure.
  console.error(error instanceof Error ? error.message : error);
  console.log(numbers(failedAltogether('')));
  process.exitCode = 1;
}
