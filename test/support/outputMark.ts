/**
 * Starts each line that a host suite prints where the console is shared with the whole window, so that the runner can
 * tell the tests' own lines from the window's. A character that no text of ours holds.
 */
export const outputMark = '\u2063';
