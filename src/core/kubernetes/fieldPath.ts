/** A place in an object as people write it: `spec.containers[0].image`, `metadata.labels["a/b"]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') {
        return `[${part}]`;
      }
      return /^[\w-]+$/.test(part) ? (index === 0 ? part : `.${part}`) : `[${JSON.stringify(part)}]`;
    })
    .join('');
}
