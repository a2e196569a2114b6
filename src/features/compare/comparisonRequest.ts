/** One of the two sides. */
export interface ComparedConnection {
  readonly connectionId: string;
  /** The revision that the user asked for; absent for what is there now. */
  readonly revision?: bigint;
}

/** What to compare: differences are told as what happened from the left side to the right one. */
export interface ComparisonRequest {
  readonly left: ComparedConnection;
  readonly right: ComparedConnection;
  /** Empty for the whole keyspace. */
  readonly prefix: Uint8Array;
}

export type Side = 'left' | 'right';
