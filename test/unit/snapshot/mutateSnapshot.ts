/** Breaks a file in one place or a few and opens, lists and reads it: nothing but a typed error or a partial answer may come of it. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { bytesFromText } from '../../../src/core/base/bytes';
import { isEtcdscopeError } from '../../../src/core/base/errors';
import { endOfKeyspace } from '../../../src/core/base/keyValue';
import { listLevel } from '../../../src/core/keyspace/listLevel';
import { describeSnapshot, openSnapshot } from '../../../src/core/snapshot';
import { type SeededRandom, seededRandom } from '../../support/seededRandom';

export interface MutationOutcome {
  /** Files that opened without any damage to the key bucket, with some, and not at all. */
  sound: number;
  partial: number;
  refused: number;
  /** By code. */
  readonly errors: Map<string, number>;
  /** Milliseconds, of the slowest file. */
  slowest: number;
}

/** Each of so many is described, too, which reads all of the file. */
const mutationsADescription = 4;

interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Runs mutations numbered from `from` up to `to` on a file whose bytes are `original`, which are restored after each. */
export async function runMutations(
  path: string,
  original: Uint8Array,
  pageSize: number,
  from: number,
  to: number,
): Promise<MutationOutcome> {
  const outcome: MutationOutcome = { sound: 0, partial: 0, refused: 0, errors: new Map(), slowest: 0 };
  const file = openSync(path, 'r+');
  const write = ({ at, bytes }: Patch): void => void writeSync(file, bytes, 0, bytes.length, at);
  try {
    for (let seed = from; seed < to; seed++) {
      const patches = mutation(seededRandom(seed), original, pageSize);
      patches.forEach(write);
      const start = performance.now();
      await openListAndRead(path, outcome, seed % mutationsADescription === 0).catch((cause: unknown) => {
        throw new Error(`Mutation ${seed} fails`, { cause });
      });
      outcome.slowest = Math.max(outcome.slowest, performance.now() - start);
      for (const { at, bytes } of patches) {
        write({ at, bytes: original.subarray(at, at + bytes.length) });
      }
    }
  } finally {
    closeSync(file);
  }
  return outcome;
}

function mutation(random: SeededRandom, original: Uint8Array, pageSize: number): Patch[] {
  const count = random.pick([1, 1, 1, 2, 8]);
  return Array.from({ length: count }, () => {
    const page = random.below(original.length / pageSize) * pageSize;
    // Headers of pages and elements are where lies do most; values matter least.
    const at = random.pick([
      page + random.below(16),
      page + 16 + random.below(64),
      page + 16 + random.below(600),
      page + random.below(pageSize),
      random.below(160),
    ]);
    const old = original[at] as number;
    const bytes = random.pick([
      () => Uint8Array.of(old ^ (1 << random.below(8))),
      () => Uint8Array.of(random.pick([0, 1, 0x7f, 0x80, 0xff])),
      () => random.bytes(1 + random.below(16)),
      () => new Uint8Array(8).fill(random.pick([0, 0xff])),
      () => original.slice(page, page + 32 + random.below(500)),
    ])();
    return { at, bytes: bytes.subarray(0, original.length - at) };
  });
}

async function openListAndRead(path: string, outcome: MutationOutcome, describes: boolean): Promise<void> {
  const typed = (error: unknown): undefined => {
    if (!isEtcdscopeError(error)) {
      throw error;
    }
    outcome.errors.set(error.code, (outcome.errors.get(error.code) ?? 0) + 1);
    return undefined;
  };
  if (describes) {
    await describeSnapshot(path).catch(typed);
  }
  const store = await openSnapshot(path).catch(typed);
  if (!store) {
    outcome.refused++;
    return;
  }
  if (store.damage.unreadablePages > 0) {
    outcome.partial++;
  } else {
    outcome.sound++;
  }
  try {
    const level = await listLevel(store, bytesFromText('/registry/'));
    await store.range({ key: endOfKeyspace, rangeEnd: endOfKeyspace, limit: 50 });
    const key = level.children[0]?.key ?? bytesFromText('a');
    const revision = store.compactRevision > 5n ? store.compactRevision : 5n;
    await store.range({ key, rangeEnd: endOfKeyspace, limit: 5, revision }).catch(typed);
    await store.history(key);
    for await (const _ of store.events()) {
      // Read, and nothing more.
    }
  } catch (error) {
    typed(error);
  } finally {
    await store.close();
  }
}
