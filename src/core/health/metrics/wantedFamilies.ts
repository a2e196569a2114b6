const heading = Buffer.from('# TYPE ');
const headingInside = Buffer.from('\n# TYPE ');
const space = 32;

/** Bytes of the longest name that is looked at; those of etcd have some 60. */
const longestName = 200;

/**
 * The parts of a Prometheus text exposition that are about the wanted families. A member writes 170 KB of which a tenth
 * is of use, and only that becomes text. A family begins with its `# TYPE name kind` and reaches to the next; what
 * stands before the first is taken in any case.
 *
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/, "Text-based format".
 *
 * @param isWanted By the name of a family: that of a histogram without `_bucket`, `_sum`, `_count`.
 * @returns UTF-8, malformed bytes replaced.
 */
export function wantedFamilies(bytes: Buffer, isWanted: (family: string) => boolean): string {
  const parts: string[] = [];
  let isTaken = true;
  let start = 0;
  for (let end = firstHeading(bytes); ; end = headingFrom(bytes, start)) {
    if (isTaken) {
      parts.push(bytes.toString('utf8', start, end));
    }
    if (end === bytes.length) {
      return parts.join('');
    }
    isTaken = isWanted(nameAt(bytes, end + heading.length));
    start = end;
  }
}

function firstHeading(bytes: Buffer): number {
  return bytes.subarray(0, heading.length).equals(heading) ? 0 : headingFrom(bytes, 0);
}

/** Where the next heading begins, or where all ends. */
function headingFrom(bytes: Buffer, index: number): number {
  const before = bytes.indexOf(headingInside, index);
  return before < 0 ? bytes.length : before + 1;
}

function nameAt(bytes: Buffer, start: number): string {
  const line = bytes.subarray(start, start + longestName);
  const end = line.indexOf(space);
  return line.toString('latin1', 0, end < 0 ? line.length : end);
}
