import type { JsonValue } from '../json';
import { findKind } from '../schema/schema';
import type { TypeMeta } from './checkIdentity';
import { metadataOnly } from './objectTypes';
import type { ProblemList } from './problemList';
import { readObject, typeMetaNames } from './readObject';
import type { MapNode, TextNode } from './textNode';

/** Against the table where the kind is in it, as if it were stored in protobuf; of any other kind only the metadata. */
export function checkFields(
  node: MapNode,
  { apiVersion, kind }: TypeMeta,
  before: JsonValue | undefined,
  problems: ProblemList,
): void {
  const type = findKind(apiVersion, kind);
  const names = type ? typeMetaNames : node.entries.map(({ name }) => name);
  readObject(type ?? metadataOnly(), node, before, problems, names);
}

export function objectNode(node: TextNode, problems: ProblemList): MapNode {
  return node.kind === 'map' ? node : problems.fail('notAnObject', node, { expected: 'object' });
}
