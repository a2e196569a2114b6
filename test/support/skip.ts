import type { Context, Runnable, Suite } from 'mocha';

const reasons = new WeakMap<Runnable | Suite, string>();

/** Skips the running test, or in a hook the tests of its suite, for a reason that the report prints. */
export function skip(context: Context, reason: string): never {
  const runnable = context.currentTest ?? context.runnable();
  reasons.set('type' in runnable && runnable.type === 'hook' && runnable.parent ? runnable.parent : runnable, reason);
  return context.skip();
}

/** The reason given for a skipped test, by itself or by a suite around it. */
export function skipReason(test: Runnable): string | undefined {
  let reason = reasons.get(test);
  for (let suite = test.parent; reason === undefined && suite; suite = suite.parent) {
    reason = reasons.get(suite);
  }
  return reason;
}
