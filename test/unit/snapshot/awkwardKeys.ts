import { concatBytes } from '../../../src/core/base/bytes';
import { seededRandom } from '../../support/seededRandom';

/** Keys of few different bytes, so that they are equal, prefixes of each other, and end in zeros. */
export function awkwardKeys(seed: number, count: number): Uint8Array[] {
  const random = seededRandom(seed);
  const prefixes = [new Uint8Array(0), random.bytes(3), new Uint8Array(20), Buffer.from('/registry/pods/kube-system/')];
  return Array.from({ length: count }, () => {
    const prefix = random.pick(prefixes);
    const rest = Uint8Array.from({ length: random.below(9) }, () => random.pick([0, 0, 1, 0x2f, 0xff]));
    return concatBytes(prefix, rest);
  });
}
