/** The least that a question gets, in milliseconds, so that none is put only to be given up at once. */
const leastMilliseconds = 1;

/** A moment until which everything must be answered, for questions that follow each other. */
export class Deadline {
  private readonly end: number;

  constructor(milliseconds: number) {
    this.end = performance.now() + milliseconds;
  }

  /** Whole milliseconds left: what is given to a call comes back in the facts of its timeout. */
  get left(): number {
    return Math.max(leastMilliseconds, Math.round(this.end - performance.now()));
  }

  get hasPassed(): boolean {
    return performance.now() >= this.end;
  }
}

/** Does not keep a process from ending. */
export function sleep(milliseconds: number): Promise<undefined> {
  return new Promise(resolve => setTimeout(() => resolve(undefined), milliseconds).unref());
}
