import type { CallOptions, KeyValue } from '../../base/keyValue';
import { walkValues } from '../walkValues';
import type { ComparedSide } from './comparedSide';

/** The keys of one side in order, taken one by one; a page is in memory and the next one on its way. */
export class KeySequence {
  private readonly pages: AsyncGenerator<{ readonly keyValues: readonly KeyValue[] }, void, undefined>;
  private page: readonly KeyValue[] = [];
  private at = 0;
  private isEnded = false;
  /** Keys taken. */
  taken = 0;

  constructor(side: ComparedSide, prefix: Uint8Array, options: CallOptions & { readonly keysOnly: boolean }) {
    this.pages = walkValues(side, [prefix], { ...options, revision: side.revision });
  }

  /** The next key; undefined behind the last, and before {@link load} where {@link isEmpty} asks for it. */
  get current(): KeyValue | undefined {
    return this.page[this.at];
  }

  /** Whether more has to be loaded before {@link current} can be asked. */
  get isEmpty(): boolean {
    return this.at === this.page.length && !this.isEnded;
  }

  /** Loads a page. @throws what the side's reader throws. */
  async load(): Promise<void> {
    while (this.isEmpty) {
      const step = await this.pages.next();
      this.at = 0;
      this.page = step.done ? [] : step.value.keyValues;
      this.isEnded = step.done === true;
    }
  }

  take(): void {
    this.at++;
    this.taken++;
  }

  /** Lets go of what is on its way. */
  async close(): Promise<void> {
    await this.pages.return();
  }
}
