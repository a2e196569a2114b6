import type { WatchStrings } from '../../src/protocol/watch';
import { createWords, type Words } from '../ui/words';

/** The panel's words, numbers and times as its user writes them. */
export interface WatchWords extends Words<keyof WatchStrings> {
  /** Hours to milliseconds. @param time milliseconds since 1970. */
  time(time: number): string;
  dateTime(time: number): string;
}

export function createWatchWords(strings: WatchStrings, language: string): WatchWords {
  const clock = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  return {
    ...createWords(strings, language),
    time: time => clock.format(time),
    dateTime: time => full.format(time),
  };
}
