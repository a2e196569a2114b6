import type { NoteView } from '../../src/protocol/dashboard';
import { element, icon } from '../ui/element';
import { icons } from '../ui/icons';
import type { Words } from './words';

/** Sentences with a mark each. They are drawn anew only where they changed, so that a selected text stays selected. */
export class Notes {
  readonly element = element('ul', { class: 'notes' });
  private shown = '';

  constructor(private readonly words: Words) {
    this.element.hidden = true;
  }

  show(notes: readonly NoteView[]): void {
    const next = JSON.stringify(notes);
    if (next === this.shown) {
      return;
    }
    this.shown = next;
    this.element.hidden = notes.length === 0;
    this.element.replaceChildren(
      ...notes.map(({ level, text }) =>
        element(
          'li',
          { class: `note ${level}` },
          icon(icons[level]),
          element('span', { class: 'announcement', text: `${this.words.of(level)}: ` }),
          element('span', { text }),
        ),
      ),
    );
  }
}
