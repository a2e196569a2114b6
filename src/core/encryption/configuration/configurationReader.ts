import type { ConfigurationNode, ConfigurationProblems } from './configurationNode';

/** Reads fields of a node by name and type, noting what is missing, of another type or not known. */
export class ConfigurationReader {
  constructor(readonly problems: ConfigurationProblems) {}

  /** The fields of an object; undefined where it is none. Fields other than `known` are problems. */
  object(node: ConfigurationNode, known: readonly string[]): ReadonlyMap<string, ConfigurationNode> | undefined {
    if (node.value.kind !== 'map') {
      this.problems.add('wrongType', node, { expected: 'object' });
      return undefined;
    }
    for (const [name, field] of node.value.fields) {
      if (!known.includes(name)) {
        // Without its name, which may be anything.
        this.problems.add('unknownField', { ...(field.name ?? field), path: node.path });
      }
    }
    return node.value.fields;
  }

  /** The items of a list that must have some. */
  items(outer: ConfigurationNode, node: ConfigurationNode | undefined, name: string): readonly ConfigurationNode[] {
    if (node === undefined || node.value.kind === 'null') {
      this.missing(node ?? outer, node ? undefined : name);
      return [];
    }
    if (node.value.kind !== 'list') {
      this.problems.add('wrongType', node, { expected: 'list' });
      return [];
    }
    if (node.value.items.length === 0) {
      this.problems.add('emptyList', node);
    }
    return node.value.items;
  }

  /** A text that must be there and not be empty. */
  requiredText(outer: ConfigurationNode, node: ConfigurationNode | undefined, name: string): string | undefined {
    const text = this.text(node);
    if (text === '' || node === undefined || node.value.kind === 'null') {
      this.missing(node ?? outer, node ? undefined : name);
      return undefined;
    }
    return text;
  }

  /** A text, where there is one. */
  text(node: ConfigurationNode | undefined): string | undefined {
    if (node === undefined || node.value.kind === 'null') {
      return undefined;
    }
    if (node.value.kind !== 'text') {
      this.problems.add('wrongType', node, { expected: 'string' });
      return undefined;
    }
    return node.value.text;
  }

  missing(node: ConfigurationNode, name: string | undefined): void {
    const path = [node.path, name].filter(part => part !== undefined && part !== '').join('.');
    // The object may be long: its first line is where one looks.
    this.problems.add('missingField', { start: node.start, end: node.start, path });
  }
}
