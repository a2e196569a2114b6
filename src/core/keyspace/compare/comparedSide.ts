import { type ErrorFacts, EtcdscopeError, isEtcdscopeError } from '../../base/errors';
import { type CallOptions, prefixRange, type RangeRequest, type RangeResult } from '../../base/keyValue';
import type { KeyspaceReader } from '../keyspaceReader';

/** One of the two sides, whose failures say which of them it is in fact `side`. */
export class ComparedSide implements KeyspaceReader {
  private constructor(
    private readonly reader: KeyspaceReader,
    private readonly side: 'left' | 'right',
    /** All of the side is read at this revision. */
    readonly revision: bigint,
    /** Keys to compare. */
    readonly count: number,
  ) {}

  /** @param asked The revision to read at; absent for the newest, which is then kept to. */
  static async open(
    side: 'left' | 'right',
    reader: KeyspaceReader,
    prefix: Uint8Array,
    { asked, signal }: CallOptions & { readonly asked: bigint | undefined },
  ): Promise<ComparedSide> {
    const request = { ...prefixRange(prefix), countOnly: true, revision: asked };
    const { count, revision } = await naming(side, asked, () => reader.range(request, { signal }));
    return new ComparedSide(reader, side, asked ?? revision, count);
  }

  range(request: RangeRequest, options?: CallOptions): Promise<RangeResult> {
    return naming(this.side, this.revision, () => this.reader.range(request, options));
  }

  ranges(requests: readonly RangeRequest[], options?: CallOptions): Promise<readonly RangeResult[]> {
    return naming(this.side, this.revision, () => this.reader.ranges(requests, options));
  }
}

async function naming<T>(side: string, revision: bigint | undefined, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isEtcdscopeError(error)) {
      throw error;
    }
    const facts: ErrorFacts = { ...(revision !== undefined && { revision }), ...error.facts, side };
    throw new EtcdscopeError(error.code, facts, { cause: error });
  }
}
