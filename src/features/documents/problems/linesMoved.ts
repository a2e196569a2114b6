/** A range of lines and characters, from 0. `vscode.Range` is one. */
export interface TextSpan {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface TextChange {
  /** What was replaced. */
  readonly range: TextSpan;
  readonly text: string;
}

/**
 * Lines by which a problem moves when the text is changed, or undefined where the change touches its lines: whether it is
 * still there is not known then.
 */
export function linesMoved(problem: TextSpan, changes: readonly TextChange[]): number | undefined {
  let moved = 0;
  for (const { range, text } of changes) {
    if (range.start.line <= problem.end.line && range.end.line >= problem.start.line) {
      return undefined;
    }
    if (range.end.line < problem.start.line) {
      moved += (text.match(/\r\n|\n|\r/g)?.length ?? 0) - (range.end.line - range.start.line);
    }
  }
  return moved;
}
