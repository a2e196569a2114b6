import type { Level } from '../../src/protocol/dashboard';
import { element, icon } from '../ui/element';
import { icons } from '../ui/icons';
import type { Words } from './words';

/** What stands before a figure that wants attention: a shape for the eye, a word for the ear. Nothing before any other. */
export function concernMark(level: Level | undefined, words: Words): readonly Element[] {
  return level === 'bad' || level === 'warning'
    ? [icon(icons[level]), element('span', { class: 'announcement', text: `${words.of(level)}: ` })]
    : [];
}
