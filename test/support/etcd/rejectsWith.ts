import assert from 'node:assert/strict';
import { type ErrorCode, type ErrorFacts, type EtcdscopeError, isEtcdscopeError } from '../../../src/core/base/errors';

/** Asserts that the work fails with this code, and that the facts named are as named; gives the error for more. */
export async function rejectsWith(
  work: Promise<unknown>,
  code: ErrorCode,
  facts: ErrorFacts = {},
): Promise<EtcdscopeError> {
  const error = await work.then(
    () => assert.fail(`Expected ${code}, but it succeeded`),
    (reason: unknown) => reason,
  );
  if (!isEtcdscopeError(error)) {
    throw error;
  }
  const named = Object.fromEntries(Object.keys(facts).map(name => [name, error.facts[name]]));
  assert.deepEqual({ code: error.code, ...named }, { code, ...facts }, error.message);
  return error;
}
