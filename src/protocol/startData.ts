/**
 * What a panel is born with, as inert JSON in its page: it runs nothing, and with every `<` escaped nothing in it can end
 * the element that holds it (HTML Living Standard, script data state).
 */

/** Id of the element that holds it. */
export const startDataId = 'start';

export function serializeStartData(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
