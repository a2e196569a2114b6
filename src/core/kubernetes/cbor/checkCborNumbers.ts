import type { ProblemList } from '../encode/problemList';
import type { TextNode } from '../encode/textNode';

const mostWhole = 2n ** 63n - 1n;

/**
 * Adds a problem for each number that the API server would not read back: whole ones beyond 64 bits with a sign, and
 * fractions that are not finite (k8s.io/apimachinery, pkg/runtime/serializer/cbor/internal/modes/decode.go: IntDec, NaN, Inf).
 */
export function checkCborNumbers(node: TextNode, problems: ProblemList): void {
  if (node.kind === 'map') {
    for (const { name, value } of node.entries) {
      problems.path.push(name);
      checkCborNumbers(value, problems);
      problems.path.pop();
    }
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      problems.path.push(index);
      checkCborNumbers(item, problems);
      problems.path.pop();
    }
  } else if (!fits(node.value)) {
    problems.add('outOfRange', node);
  }
}

function fits(value: unknown): boolean {
  if (typeof value === 'bigint') {
    return value <= mostWhole && value >= -mostWhole - 1n;
  }
  return typeof value !== 'number' || Number.isFinite(value);
}
