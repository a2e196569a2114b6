/** The order of keys in kubectl's output, which is that of sigs.k8s.io/yaml: `item2` before `item10`, punctuation before letters. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let afterDigit = false;
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) {
      afterDigit = isDigit(left);
      continue;
    }
    const leftIsLetter = isLetter(left);
    const rightIsLetter = isLetter(right);
    if (leftIsLetter && rightIsLetter) {
      return left - right;
    }
    if (leftIsLetter || rightIsLetter) {
      // Behind a number, a letter comes before what would continue it.
      return leftIsLetter === afterDigit ? -1 : 1;
    }
    return compareNumbers(a, b, index) || left - right;
  }
  return a.length - b.length;
}

/** Compares the numbers that two texts have at the place where they begin to differ; 0 where there is none. */
function compareNumbers(a: string, b: string, index: number): number {
  let start = index;
  while (start > 0 && isDigit(a.charCodeAt(start - 1))) {
    start--;
  }
  const left = digitsFrom(a, index);
  const right = digitsFrom(b, index);
  // A zero counts only behind a digit that is none.
  const weight = /[1-9]/.test(a.slice(start, index)) ? '1' : '';
  const [leftNumber, rightNumber] = [BigInt(`${weight}${left}` || 0), BigInt(`${weight}${right}` || 0)];
  if (leftNumber !== rightNumber) {
    return leftNumber < rightNumber ? -1 : 1;
  }
  return left.length - right.length;
}

function digitsFrom(text: string, index: number): string {
  let end = index;
  while (end < text.length && isDigit(text.charCodeAt(end))) {
    end++;
  }
  return text.slice(index, end);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code > 0x7f && /\p{L}/u.test(String.fromCharCode(code)));
}

/** Where an object says what it is; its other fields follow in their own order, its status at the end. */
const firstKeys = ['apiVersion', 'kind', 'metadata'];
const lastKeys = ['status'];

/** The keys of any object inside another. */
export function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index++) {
    if (compareKeys(keys[index - 1] as string, keys[index] as string) > 0) {
      return keys.sort(compareKeys);
    }
  }
  return keys;
}

/** The keys of an object of Kubernetes itself. */
export function topLevelKeys(object: object): string[] {
  const keys = sortedKeys(object);
  if (!keys.includes('apiVersion') || !keys.includes('kind')) {
    return keys;
  }
  return [
    ...firstKeys.filter(key => keys.includes(key)),
    ...keys.filter(key => !firstKeys.includes(key) && !lastKeys.includes(key)),
    ...lastKeys.filter(key => keys.includes(key)),
  ];
}
