import { pathText } from '../fieldPath';
import { EditError, type EditProblem, type EditProblemCode } from './editError';
import type { TextRange } from './textNode';

/** A long list helps nobody. */
const mostProblems = 100;

/** Collects what is wrong with a text, and turns places in it into lines and columns. */
export class ProblemList {
  /** The place in the object that is being read. */
  readonly path: (string | number)[] = [];
  private readonly problems: (EditProblem & { readonly start: number })[] = [];
  private lineStarts: readonly number[] | undefined;

  constructor(private readonly text: string) {}

  add(
    code: EditProblemCode,
    { start, end }: TextRange,
    more: Pick<EditProblem, 'expected' | 'suggestion'> & { readonly name?: string } = {},
  ): void {
    if (this.problems.length < mostProblems) {
      const { name, ...facts } = more;
      const [line, column] = this.place(start);
      const [endLine, endColumn] = this.place(Math.max(start, end));
      const path = pathText(name === undefined ? this.path : [...this.path, name]);
      this.problems.push({ code, line, column, endLine, endColumn, path, ...facts, start });
    }
  }

  /** @throws {EditError} if anything was added. */
  throwIfAny(): void {
    if (this.problems.length > 0) {
      const sorted = this.problems.toSorted((a, b) => a.start - b.start);
      throw new EditError(sorted.map(({ start: _, ...problem }) => problem));
    }
  }

  /** Adds a problem and throws at once: nothing more can be read. */
  fail(...problem: Parameters<ProblemList['add']>): never {
    this.add(...problem);
    this.throwIfAny();
    throw new EditError([]);
  }

  private place(offset: number): [line: number, column: number] {
    this.lineStarts ??= startsOfLines(this.text);
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.lineStarts[middle] as number) <= offset) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return [low + 1, Math.min(offset, this.text.length) - (this.lineStarts[low] as number) + 1];
  }
}

/** Lines end as VS Code ends them: with a line feed, a carriage return, or both. */
function startsOfLines(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
    starts.push(index + end.length);
  }
  return starts;
}
