import { type ErrorCode, type ErrorFacts, type EtcdscopeError, isEtcdscopeError } from '../base/errors';

/** Why a question was not put at all; fact `reason` of a {@link Problem} with code `notAsked`. */
export type NotAskedReason =
  /** The member cannot be reached, so nothing else was asked of it. */
  | 'memberUnreachable'
  /** The member list does not tell an address to dial. */
  | 'noAddress'
  /** The member has not started yet. */
  | 'notStarted'
  /** The address means "all interfaces", which is nothing to dial. */
  | 'unspecifiedAddress'
  /** A loopback address, while the connection's own endpoints are elsewhere: it would lead to this machine. */
  | 'loopbackAddress'
  /** Plain HTTP, while the connection uses TLS: a token must not leave in the clear. */
  | 'plaintextAddress'
  | 'malformedAddress'
  /** Hashing reads the whole database, and it is larger than the caller allows; facts `size`, `limit`. */
  | 'databaseTooLarge'
  /** Fewer than two members can be compared. */
  | 'nothingToCompare'
  /** Too little has happened for a percentile; facts `metric`, `observations`, `needed`. */
  | 'fewObservations'
  /** The caller left it out. */
  | 'notWanted';

/** Why a figure is not known: a code of {@link EtcdscopeError} with its facts, or that nobody asked. */
export interface Problem {
  readonly code: ErrorCode | 'notAsked';
  readonly facts: ErrorFacts;
}

/** A figure as it was answered, or why there is none. Never a guess. */
export type Fact<Value> =
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: Problem };

export function known<Value>(value: Value): Fact<Value> {
  return { value };
}

export function notAsked(reason: NotAskedReason, facts: ErrorFacts = {}): { readonly problem: Problem } {
  return { problem: { code: 'notAsked', facts: { reason, ...facts } } };
}

export function problemOf(error: EtcdscopeError): Problem {
  return { code: error.code, facts: error.facts };
}

/**
 * What the work gives, or its typed error as a problem.
 * @throws {EtcdscopeError} `cancelled`, which is the caller's doing and no fact; any error that is not ours.
 */
export async function factOf<Value>(work: Promise<Value>): Promise<Fact<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    if (!isEtcdscopeError(error) || error.code === 'cancelled') {
      throw error;
    }
    return { problem: problemOf(error) };
  }
}
