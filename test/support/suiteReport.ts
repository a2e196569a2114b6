import { writeFileSync } from 'node:fs';

/** What a suite leaves behind for `npm test` to count. */
export interface SuiteReport {
  passed: number;
  failed: number;
  /** What failed and how, to be told again where all suites end: a long log may be kept only by its last lines. */
  failures: { title: string; message: string }[];
  skipped: { title: string; reason: string | undefined }[];
  /** The test that runs, in the report of a suite that has not ended. */
  running?: string;
  /** Why the suite could not run at all on this machine. */
  unavailable?: string;
}

/** Writes the report to where `npm test` asked for it; a suite run by hand has nobody to report to. */
export function writeSuiteReport(report: SuiteReport): void {
  const path = process.env.ETCDSCOPE_TEST_REPORT;
  if (path) {
    writeFileSync(path, JSON.stringify(report));
  }
}
