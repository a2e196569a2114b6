import type { KeyValue } from '../core/base/keyValue';
import type { KeyTarget } from './keyTarget';

/** Values held at a time: both sides of a few comparisons that are open. */
const mostHeld = 40;

/**
 * Values of the past that somebody has at hand, for documents that show a key at a revision. A watch was sent them; etcd
 * itself may have compacted them by now, and cannot show that a key was not there.
 */
export class HeldValues {
  private readonly held = new Map<string, { readonly keyValue?: KeyValue }>();

  /** What the key was at that revision; undefined for a key that was not there. */
  hold(target: KeyTarget, revision: bigint, keyValue: KeyValue | undefined): void {
    const name = nameOf(target, revision);
    this.held.delete(name);
    this.held.set(name, keyValue ? { keyValue } : {});
    const [oldest] = this.held.keys();
    if (this.held.size > mostHeld && oldest !== undefined) {
      this.held.delete(oldest);
    }
  }

  /** Undefined where nothing is held; without `keyValue` where it is known that the key was not there. */
  find(target: KeyTarget, revision: bigint): { readonly keyValue?: KeyValue } | undefined {
    return this.held.get(nameOf(target, revision));
  }
}

function nameOf({ connectionId, key }: KeyTarget, revision: bigint): string {
  return `${connectionId} ${revision} ${Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')}`;
}
