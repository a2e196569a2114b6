import type { AuditStrings } from '../../src/protocol/encryptionAudit';

/** The panel's words and numbers as its user writes them. */
export interface Words {
  /** A word, with `{0}` and `{1}` filled in. */
  of(name: keyof AuditStrings, ...values: readonly (string | number)[]): string;
  number(value: number): string;
}

export function createWords(strings: AuditStrings, language: string): Words {
  const format = new Intl.NumberFormat(language);
  const number = (value: number) => format.format(value);
  return {
    number,
    of: (name, ...values) =>
      strings[name].replace(/\{(\d)\}/g, (place, index: string) => {
        const value = values[Number(index)];
        return value === undefined ? place : typeof value === 'number' ? number(value) : value;
      }),
  };
}
