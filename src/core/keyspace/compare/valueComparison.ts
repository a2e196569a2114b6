import { equalBytes } from '../../base/bytes';
import { EtcdscopeError, hasCode } from '../../base/errors';
import type { CallOptions } from '../../base/keyValue';
import { throwIfAborted } from '../../base/limiter';
import { PageSize } from '../pageSize';
import type { ComparedSide } from './comparedSide';

/** Keys whose values are asked for in one transaction, which takes 128 operations. */
const mostKeysTogether = 128;

/** Reads values of single keys on both sides, some 2 MiB at a time, and keeps none. */
export class ValueComparison {
  private readonly size = new PageSize(mostKeysTogether);

  constructor(
    private readonly left: ComparedSide,
    private readonly right: ComparedSide,
  ) {}

  /**
   * Whether the values differ, key by key in the order given. Both sides have all of these keys.
   * @throws EtcdscopeError what the readers throw; `call.failed` where a key is gone from a pinned revision.
   */
  async differing(keys: readonly Uint8Array[], { signal }: CallOptions): Promise<readonly boolean[]> {
    const differ: boolean[] = [];
    while (differ.length < keys.length) {
      throwIfAborted(signal);
      const batch = keys.slice(differ.length, differ.length + this.size.limit);
      try {
        const [left, right] = await Promise.all([
          valuesOf(this.left, batch, signal),
          valuesOf(this.right, batch, signal),
        ]);
        for (const [index, value] of left.entries()) {
          differ.push(!equalBytes(value, right[index] as Uint8Array));
        }
        this.size.learn(batch.length, Math.max(bytesOf(left), bytesOf(right)));
      } catch (error) {
        if (!hasCode(error, 'message.tooLarge') || !this.size.shrink()) {
          throw error;
        }
      }
    }
    return differ;
  }
}

async function valuesOf(
  side: ComparedSide,
  keys: readonly Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<readonly Uint8Array[]> {
  const { revision } = side;
  const results = await side.ranges(
    keys.map(key => ({ key, revision })),
    { signal },
  );
  return keys.map((_, index) => {
    const value = results[index]?.keyValues[0]?.value;
    if (value === undefined) {
      throw new EtcdscopeError('call.failed', { reason: 'a key is gone from a revision that was read before' });
    }
    return value;
  });
}

function bytesOf(values: readonly Uint8Array[]): number {
  return values.reduce((sum, { length }) => sum + length, 0);
}
