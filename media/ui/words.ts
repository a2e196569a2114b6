/** A panel's words and numbers as its user writes them. */
export interface Words<Name extends string> {
  /** A word, with `{0}` and `{1}` filled in. */
  of(name: Name, ...values: readonly (string | number)[]): string;
  number(value: number): string;
  /** BCP 47. */
  readonly language: string;
}

export function createWords<Name extends string>(
  strings: Readonly<Record<Name, string>>,
  language: string,
): Words<Name> {
  const format = new Intl.NumberFormat(language);
  const number = (value: number) => format.format(value);
  return {
    language,
    number,
    of: (name, ...values) =>
      strings[name].replace(/\{(\d)\}/g, (place, index: string) => {
        const value = values[Number(index)];
        return value === undefined ? place : typeof value === 'number' ? number(value) : value;
      }),
  };
}
