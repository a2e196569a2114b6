/** Objects that are stored as text: the parts that stay keep their form. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { sortedKeys, topLevelKeys } from '../render/keyOrder';
import { writeYaml } from '../render/writeYaml';
import { editJsonText } from './editJsonText';

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Compact as Kubernetes stores JSON, or with the indentation that the stored text has; what is around it is kept. */
export function editStoredJson(stored: string, value: JsonValue): string {
  const [, leading = '', content = '', trailing = ''] = /^(\s*)(.*?)(\s*)$/s.exec(stored) ?? [];
  const edited = editJsonText(content, value);
  const indentation = /^[{[]\r?\n([ \t]+)\S/.exec(content)?.[1];
  return leading + (indentation === undefined ? edited : indented(edited, indentation)) + trailing;
}

/** In the order of kubectl's output, or in that of this product's where the stored text is not sorted. */
export function editStoredYaml(stored: string, before: JsonValue, value: JsonValue): string {
  const names = isJsonObject(before) ? Object.keys(before) : [];
  const isSorted = sortedKeys(Object.fromEntries(names.map(name => [name, null]))).every(
    (name, index) => name === names[index],
  );
  const edited = writeYaml(value, (object: JsonObject) => (isSorted ? sortedKeys(object) : topLevelKeys(object)));
  return stored.endsWith('\n') ? edited : edited.replace(/\n$/, '');
}

function indented(json: string, indentation: string): string {
  let text = '';
  let depth = 0;
  let isFirst = false;
  const newLine = (): string => `\n${indentation.repeat(depth)}`;
  for (const [part] of json.matchAll(token)) {
    if (part === '}' || part === ']') {
      depth--;
      text += isFirst ? part : newLine() + part;
      isFirst = false;
      continue;
    }
    text += isFirst ? newLine() : '';
    isFirst = part === '{' || part === '[';
    depth += isFirst ? 1 : 0;
    text += part === ',' ? part + newLine() : part === ':' ? ': ' : part;
  }
  return text;
}
