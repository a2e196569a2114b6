import { Composer, CST, type Document, type ParseOptions, Parser, type SchemaOptions } from 'yaml';
import { mostNesting, ProblemError } from './problem';

/**
 * The YAML document of a text with its errors; undefined for a text without any token. Keys that stand twice are not looked
 * for: the parser compares each key with all others, which takes minutes for a large value.
 *
 * In two steps, because the composer of the `yaml` package recurses while its parser does not: nesting that overflows the
 * stack ends the whole process, where V8 compiles a regular expression just then.
 *
 * @throws {ProblemError} `tooDeep`, at a character's place.
 */
export function readYamlDocument(text: string, options: ParseOptions & SchemaOptions): YamlDocument | undefined {
  const tokens = [...new Parser().parse(text)];
  for (const token of tokens) {
    checkNesting(token);
  }
  const documents = [...new Composer({ ...options, uniqueKeys: false }).compose(tokens, true, text.length)];
  const [document, second] = documents;
  return document && { document, ...(second && { secondAt: second.range[0] }) };
}

export interface YamlDocument {
  readonly document: Document.Parsed;
  /** Where a second document begins, which nothing that Kubernetes stores has. */
  readonly secondAt?: number;
}

function checkNesting(top: CST.Token): void {
  const left: { readonly token: CST.Token; readonly depth: number }[] = [{ token: top, depth: 0 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { token, depth } = next;
    if (depth > mostNesting) {
      throw new ProblemError('tooDeep', token.offset);
    }
    if (token.type === 'document') {
      if (token.value) {
        left.push({ token: token.value, depth });
      }
    } else if (CST.isCollection(token)) {
      for (const { key, value } of token.items) {
        for (const inner of [key, value]) {
          if (inner) {
            left.push({ token: inner, depth: depth + 1 });
          }
        }
      }
    }
  }
}
