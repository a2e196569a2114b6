/** Edits beyond which a name is another name, not a slip. */
const mostEdits = 3;

/** The candidate with the fewest letters to change, or undefined where none is near. Differences of case count little. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const most = Math.min(mostEdits, Math.ceil(name.length / 3));
  let nearest: string | undefined;
  let fewest = most + 1;
  for (const candidate of candidates) {
    const distance =
      Math.abs(candidate.length - name.length) > most
        ? Number.POSITIVE_INFINITY
        : editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < fewest) {
      fewest = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Letters to insert, remove, replace or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (isSame ? 0 : 1),
      );
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, at(before, column - 2) + 1);
      }
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
