/** The exit code by which a suite that cannot run on this machine says so: the one that test harnesses use for "skipped". */
export const unavailableExitCode = 77;

/** Something that a test needs cannot be had on this machine. Its message is the reason that the report prints. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}
