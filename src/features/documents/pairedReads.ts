interface Run<T> {
  readonly answer: Promise<T>;
  hasContentReader: boolean;
  isForgotten: boolean;
}

/** Milliseconds that a stat's answer waits for the read that belongs to it. */
const timeLeft = 300;

/**
 * Lets a stat and the read of the content that VS Code asks for along with it share one answer, whether they come side by
 * side or one after the other. A stat always asks anew, so what is served is never older than a moment; and because a save
 * is guarded by the revision of the text that was shown, that moment can cost a question but no data.
 */
export class PairedReads<T> {
  private readonly runs = new Map<string, Run<T>>();
  private readonly left = new Map<string, { readonly value: T; readonly timer: NodeJS.Timeout }>();

  constructor(private readonly read: (id: string) => Promise<T>) {}

  async forStat(id: string): Promise<T> {
    this.dropLeft(id);
    const run = this.join(id);
    const value = await run.answer;
    if (!run.hasContentReader && !run.isForgotten) {
      this.dropLeft(id);
      this.left.set(id, { value, timer: setTimeout(() => this.left.delete(id), timeLeft) });
    }
    return value;
  }

  async forContent(id: string): Promise<T> {
    const left = this.left.get(id);
    if (left && !this.runs.has(id)) {
      this.dropLeft(id);
      return left.value;
    }
    const run = this.join(id);
    run.hasContentReader = true;
    return run.answer;
  }

  /** The answer is outdated, the one under way as well. */
  forget(id: string): void {
    this.dropLeft(id);
    const run = this.runs.get(id);
    if (run) {
      run.isForgotten = true;
      this.runs.delete(id);
    }
  }

  dispose(): void {
    for (const id of [...this.left.keys(), ...this.runs.keys()]) {
      this.forget(id);
    }
  }

  private join(id: string): Run<T> {
    const running = this.runs.get(id);
    if (running) {
      return running;
    }
    const run: Run<T> = { answer: this.read(id), hasContentReader: false, isForgotten: false };
    this.runs.set(id, run);
    const end = () => {
      if (this.runs.get(id) === run) {
        this.runs.delete(id);
      }
    };
    run.answer.then(end, end);
    return run;
  }

  private dropLeft(id: string): void {
    const left = this.left.get(id);
    if (left) {
      clearTimeout(left.timer);
      this.left.delete(id);
    }
  }
}
