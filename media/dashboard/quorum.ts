import type { QuorumView } from '../../src/protocol/dashboard';
import { element, icon, setAttributes, setText } from '../ui/element';
import { icons } from '../ui/icons';
import { Notes } from './notes';
import type { Words } from './words';

type Seat = QuorumView['voters'][number];

/** How many votes there are and how many a decision needs: a sentence, and a row of seats with the quorum marked. */
export class Quorum {
  readonly element: HTMLElement;
  private readonly mark = element('div', { class: 'quorum-mark' });
  private readonly sentence = element('p', { class: 'quorum-sentence' });
  private readonly detail = element('p', { class: 'muted' });
  private readonly picture = element('div', { class: 'quorum-picture', role: 'img' });
  private readonly notes: Notes;
  private shown = '';

  constructor(private readonly words: Words) {
    this.notes = new Notes(words);
    this.element = element(
      'section',
      { class: 'quorum', attributes: { 'aria-label': words.of('quorum') } },
      element('div', { class: 'quorum-words' }, this.mark, element('div', {}, this.sentence, this.detail)),
      this.picture,
      this.notes.element,
    );
    this.element.hidden = true;
  }

  show(quorum: QuorumView | undefined): void {
    const next = JSON.stringify(quorum);
    if (next === this.shown) {
      return;
    }
    this.shown = next;
    this.element.hidden = quorum === undefined;
    if (!quorum) {
      return;
    }
    const { level, sentence, detail, notes } = quorum;
    this.element.className = `quorum toned ${level}`;
    setAttributes(this.element, { 'data-level': level });
    this.mark.replaceChildren(
      icon(icons[level]),
      element('span', { class: 'announcement', text: this.words.of(level) }),
    );
    setText(this.sentence, sentence);
    setText(this.detail, detail);
    this.drawPicture(quorum);
    this.notes.show(notes);
  }

  private drawPicture({ voters, learners, needed, sentence }: QuorumView): void {
    const states = [...voters, ...learners].map(({ name, stateText }) => `${name}: ${stateText}`);
    setAttributes(this.picture, { 'aria-label': [sentence, ...states].join(' ') });
    const bracket = element('div', { class: 'bracket', text: this.words.of('quorumNeeded', needed) });
    bracket.style.gridColumn = `1 / span ${Math.max(1, Math.min(needed, voters.length))}`;
    const seats = element('div', { class: 'seats' }, ...voters.map(drawSeat), bracket);
    seats.style.setProperty('--seats', String(voters.length));
    const aside = element(
      'div',
      { class: 'seats learners' },
      ...learners.map(drawSeat),
      element('div', { class: 'bracket plain', text: this.words.of('learners') }),
    );
    aside.style.setProperty('--seats', String(learners.length));
    this.picture.replaceChildren(seats, ...(learners.length > 0 ? [aside] : []));
  }
}

/** Of members that answer. */
const seatIcons = {
  leader: 'leader',
  follower: 'tick',
  learner: 'learner',
  unstarted: 'unknown',
  unknown: 'tick',
} as const;

function drawSeat({ name, role, isUp, stateText }: Seat): HTMLElement {
  const picture = isUp ? icons[seatIcons[role]] : icons.cross;
  return element(
    'div',
    { class: `seat ${isUp ? 'up' : 'down'} ${role}`, title: `${name}: ${stateText}` },
    element('div', { class: 'seat-disc' }, icon(picture)),
    element('div', { class: 'seat-name', text: name }),
    element('div', { class: 'seat-state muted', text: stateText }),
  );
}
