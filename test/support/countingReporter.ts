import Mocha from 'mocha';
import { skipReason } from './skip';
import { type SuiteReport, writeSuiteReport } from './suiteReport';

/** What is told again of a failure, in characters: the message and the first places of its stack. */
const failureCharacters = 1500;

/** How long open handles may outlive the last test. */
const leakMilliseconds = 10_000;

/** Mocha's own report for people, and the numbers for `npm test`. */
export default class CountingReporter extends Mocha.reporters.Spec {
  private readonly report: SuiteReport = { passed: 0, failed: 0, failures: [], skipped: [] };

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { EVENT_TEST_BEGIN, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } =
      Mocha.Runner.constants;
    runner.on(EVENT_TEST_BEGIN, test => {
      // Written now: a test that never ends leaves no other trace.
      this.report.running = test.fullTitle();
      writeSuiteReport(this.report);
    });
    runner.on(EVENT_TEST_PASS, () => {
      this.report.passed++;
    });
    runner.on(EVENT_TEST_FAIL, (test, error: unknown) => {
      this.report.failed++;
      this.report.failures.push({ title: test.fullTitle(), message: failureText(error) });
    });
    runner.on(EVENT_TEST_PENDING, test => {
      this.report.skipped.push({ title: test.fullTitle(), reason: skipReason(test) });
    });
    runner.on(EVENT_RUN_END, () => {
      delete this.report.running;
      writeSuiteReport(this.report);
      if (options.reporterOptions?.watchLeaks) {
        this.watchLeaks();
      }
    });
  }

  /** Fails a run whose tests left something open, instead of letting it hang; a run without leaks ends before the timer. */
  private watchLeaks(): void {
    setTimeout(() => {
      console.error('The tests ended but left open:', process.getActiveResourcesInfo().join(', '));
      this.report.failed++;
      writeSuiteReport(this.report);
      process.exit(1);
    }, leakMilliseconds).unref();
  }
}

function failureText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, failureCharacters);
}
