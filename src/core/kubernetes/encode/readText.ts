import type { ProblemList } from './problemList';
import { readJsonText } from './readJsonText';
import { readYamlText } from './readYamlText';
import type { TextNode } from './textNode';

export type EditLanguage = 'yaml' | 'json';

/** Characters. etcd takes 1.5 MiB a request unless told otherwise, and texts are not much longer than what they encode to. */
const mostText = 8 * 1024 * 1024;

/** @throws {EditError} where the text is none of its language. What else is wrong with it is added to `problems`. */
export function readText(text: string, language: EditLanguage, problems: ProblemList): TextNode {
  if (text.length > mostText) {
    problems.fail('tooLarge', { start: mostText, end: mostText });
  }
  return language === 'json' ? readJsonText(text, problems) : readYamlText(text, problems);
}
