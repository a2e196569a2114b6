/** What users type to find keys. */

type Piece = string | typeof anyCharacter;
const anyCharacter = Symbol('any one character');

/**
 * A test for the texts that a query matches: the query's text anywhere in it, upper and lower case alike. `*` stands for any
 * run of characters, delimiters included, `?` for exactly one; `\*` and `\?` for themselves.
 *
 * No regular expression: the time for a text grows with its length times the query's at worst, whatever the query.
 */
export function keyPattern(query: string): (text: string) => boolean {
  const runs = parse(query.toLowerCase());
  return text => {
    const characters = [...text.toLowerCase()];
    let at = 0;
    for (const run of runs) {
      // The leftmost place is the best one, since whatever follows may stand anywhere behind it.
      const found = findRun(characters, run, at);
      if (found < 0) {
        return false;
      }
      at = found + run.length;
    }
    return true;
  };
}

/** The query as runs of single characters, between which anything may stand. */
function parse(query: string): Piece[][] {
  const runs: Piece[][] = [[]];
  const characters = [...query];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    const next = characters[at + 1];
    if (character === '*') {
      runs.push([]);
    } else if (character === '?') {
      runs.at(-1)?.push(anyCharacter);
    } else if (character === '\\' && (next === '*' || next === '?')) {
      runs.at(-1)?.push(next);
      at++;
    } else {
      runs.at(-1)?.push(character);
    }
  }
  return runs;
}

function findRun(text: readonly string[], run: readonly Piece[], from: number): number {
  for (let start = from; start + run.length <= text.length; start++) {
    if (run.every((piece, offset) => piece === anyCharacter || piece === text[start + offset])) {
      return start;
    }
  }
  return -1;
}
