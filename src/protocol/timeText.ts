/** Making a format costs more than using it a hundred times; a window has one language. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The time of day, as `06:31:20` or `06:31`: of one width, in the user's time zone and digits.
 * @param time Milliseconds since 1970.
 */
export function timeText(time: number, language: string, exactness: 'seconds' | 'minutes' = 'seconds'): string {
  const id = `${language} ${exactness}`;
  let format = formats.get(id);
  if (!format) {
    const seconds = exactness === 'seconds' ? ({ second: '2-digit' } as const) : {};
    format = new Intl.DateTimeFormat(language, {
      hour: '2-digit',
      minute: '2-digit',
      ...seconds,
      hourCycle: 'h23',
    });
    formats.set(id, format);
  }
  return format.format(time);
}
