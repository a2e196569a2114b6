/** What can be wrong with a value. Codes, not sentences: the rim words them. */
export type ProblemCode =
  /** The bytes end inside a field. */
  | 'truncated'
  /** A number in the wire format has more than ten bytes. */
  | 'badVarint'
  /** A field number of 0, or a wire type that does not exist. */
  | 'badTag'
  /** A known field that was not written in its own wire type. */
  | 'wrongWireType'
  /** Messages, lists or objects inside each other, deeper than any real object. */
  | 'tooDeep'
  /** A value that no clock or number can show. */
  | 'outOfRange'
  | 'badQuantity'
  | 'badJson'
  /** No CBOR, or what Kubernetes neither writes nor reads of it: a name twice, `undefined`, numbers of any size. */
  | 'badCbor'
  /** An envelope of Kubernetes that lacks what every one has. */
  | 'badEnvelope'
  /** Larger than what is decoded. */
  | 'tooLarge';

export interface Problem {
  readonly code: ProblemCode;
  /** Bytes from the beginning of the value. */
  readonly offset: number;
}

/** Carries a problem out of nested decoding; caught where the value came in, and never seen outside this room. */
export class ProblemError extends Error implements Problem {
  constructor(
    readonly code: ProblemCode,
    readonly offset: number,
  ) {
    super(code);
    this.name = 'ProblemError';
  }
}

/** The problem that a failed decoding carries; any other error is none of a value's and goes on. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) {
    return { code: error.code, offset: error.offset };
  }
  if (error instanceof RangeError) {
    // More than the runtime's stack or its longest text can take.
    return { code: 'tooLarge', offset: 0 };
  }
  throw error;
}

/** Levels of messages, lists and objects. The deepest real ones are schemas of custom resources, well under 100. */
export const mostNesting = 200;
