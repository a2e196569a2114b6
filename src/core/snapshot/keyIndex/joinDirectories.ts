import { EtcdscopeError } from '../../base/errors';
import type { GroupedKeys } from './groupedKeys';
import type { KeyList } from './rowKeys';

/** The directories of one part or two in the order of their bytes, each once. */
export interface JoinedDirectories extends KeyList {
  readonly count: number;
  /** The number of each in the part and 1; 0 where the part does not have it. */
  readonly inFirst: Uint32Array;
  readonly inSecond: Uint32Array;
  /** Rows of all directories before each, and at last of all. */
  readonly rowsBefore: Uint32Array;
}

const noDirectories = new Uint32Array(0);

/** Bytes of all directories that can be addressed. */
const mostBytes = 2 ** 31;

/** @throws EtcdscopeError `snapshot.tooLarge`. */
export function joinDirectories(first: GroupedKeys, second: GroupedKeys | undefined): JoinedDirectories {
  const a = first.directories;
  const b = second?.directories ?? { bytes: new Uint8Array(0), starts: new Uint32Array(1) };
  const orderB = second?.sortedDirectories ?? noDirectories;
  const orderA = first.sortedDirectories;
  const most = orderA.length + orderB.length;
  const keyBytes = a.bytes.length + b.bytes.length;
  if (keyBytes > mostBytes) {
    throw new EtcdscopeError('snapshot.tooLarge', { keyBytes, limit: mostBytes });
  }
  const bytes = new Uint8Array(keyBytes);
  const starts = new Uint32Array(most + 1);
  const inFirst = new Uint32Array(most);
  const inSecond = new Uint32Array(most);
  const rowsBefore = new Uint32Array(most + 1);
  let count = 0;
  for (let atA = 0, atB = 0; atA < orderA.length || atB < orderB.length; count++) {
    const inA = orderA[atA];
    const inB = orderB[atB];
    const order = inA === undefined ? 1 : inB === undefined ? -1 : compareKeys(a, inA, b, inB);
    const own = order <= 0 ? keyAt(a, inA ?? 0) : keyAt(b, inB ?? 0);
    bytes.set(own, starts[count]);
    starts[count + 1] = (starts[count] as number) + own.length;
    if (order <= 0) {
      inFirst[count] = (inA ?? 0) + 1;
      atA++;
    }
    if (order >= 0) {
      inSecond[count] = (inB ?? 0) + 1;
      atB++;
    }
    const [fromA, toA] = placesOf(first, inFirst[count] as number);
    const [fromB, toB] = placesOf(second, inSecond[count] as number);
    rowsBefore[count + 1] = (rowsBefore[count] as number) + (toA - fromA) + (toB - fromB);
  }
  return { count, bytes, starts, inFirst, inSecond, rowsBefore };
}

/**
 * Where the rows of a directory lie in a part's groups.
 * @param directory Its number and 1; 0 for none.
 */
export function placesOf(part: GroupedKeys | undefined, directory: number): readonly [from: number, to: number] {
  const starts = part?.groups.starts;
  return starts && directory > 0 ? [starts[directory - 1] as number, starts[directory] as number] : [0, 0];
}

function keyAt({ bytes, starts }: KeyList, key: number): Uint8Array {
  return bytes.subarray(starts[key], starts[key + 1]);
}

function compareKeys(a: KeyList, aKey: number, b: KeyList, bKey: number): number {
  return Buffer.compare(keyAt(a, aKey), keyAt(b, bKey));
}
