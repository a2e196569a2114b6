import type { Localization } from '../../../../src/host/errorSentenceTable';

/** English, as it stands in the source. */
export const english: Localization = {
  t: (message: string, args: Record<string, string | number> = {}) =>
    message.replace(/\{(\w+)\}/g, (place, name: string) => String(args[name] ?? place)),
};
