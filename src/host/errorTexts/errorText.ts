import type { ErrorCode } from '../../core/base/errors';

/** `vscode.l10n`, or whatever stands for it where there is no VS Code. */
export interface Localization {
  t(message: string, args: Record<string, string | number>): string;
  t(message: string): string;
}

/** What a sentence can name. All of it is ready to be shown. */
export interface ErrorSubject {
  /** The connection's name with its endpoint, as far as they are known. */
  readonly cluster: string;
  /** The key in quotes, or words that stand for it. */
  readonly key: string;
  /** The first of these facts that the error has. */
  fact(...names: readonly string[]): string | undefined;
}

export interface ErrorText {
  /** A few words for a row of the tree. */
  readonly summary: string;
  /** What happened, to what, and what can be done. */
  readonly sentence: (subject: ErrorSubject) => string;
}

/** The texts of the codes that begin with one of some words. */
export type ErrorTexts<Beginning extends string> = Readonly<
  Record<Extract<ErrorCode, Beginning | `${Beginning}.${string}`>, ErrorText>
>;

/** Puts sentences one after the other, leaving out those that have nothing to say. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined).join(' ');
}

/** The sentence about a fact, where there is that fact. */
export function ending(fact: string | undefined, sentence: (fact: string) => string): string | undefined {
  return fact === undefined ? undefined : sentence(fact);
}

/** The sentence about the revision that was expected and the one that was met, where both are known. */
export function revisionsOf(
  fact: ErrorSubject['fact'],
  sentence: (expected: string, actual: string) => string,
): string | undefined {
  const expected = fact('expected');
  const actual = fact('actual');
  return expected === undefined || actual === undefined ? undefined : sentence(expected, actual);
}

/** Words of others, ready to stand inside a sentence. */
export function withoutFullStop(text: string): string {
  return text.replace(/[.\s]+$/, '');
}
