import type { KeyValue } from '../core/base/keyValue';
import type { KeyTarget } from './keyTarget';

/** Values held at a time: both sides of a few comparisons that are open. */
const mostHeld = 40;

/**
 * Values of the past that somebody has at hand, for documents that show a key at a revision: a watch was sent them, and
 * etcd itself may have compacted them by now.
 */
export class HeldValues {
  private readonly held = new Map<string, KeyValue>();

  /** What the key was at that revision. */
  hold(target: KeyTarget, revision: bigint, keyValue: KeyValue): void {
    const name = nameOf(target, revision);
    this.held.delete(name);
    this.held.set(name, keyValue);
    const [oldest] = this.held.keys();
    if (this.held.size > mostHeld && oldest !== undefined) {
      this.held.delete(oldest);
    }
  }

  find(target: KeyTarget, revision: bigint): KeyValue | undefined {
    return this.held.get(nameOf(target, revision));
  }
}

function nameOf({ connectionId, key }: KeyTarget, revision: bigint): string {
  return `${connectionId} ${revision} ${Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')}`;
}
