import type { DashboardView } from '../../src/protocol/dashboard';
import { button } from '../ui/controls';
import { element, setText } from '../ui/element';
import { Notes } from './notes';
import type { Words } from './words';

export interface HeadingActions {
  readonly refresh: () => void;
  readonly openStatus: () => void;
  readonly checkHealth: () => void;
}

/** Which cluster this is, how fresh the figures are, and what can be done from here. */
export class Heading {
  readonly element: HTMLElement;
  private readonly name: HTMLElement;
  private readonly facts = element('div', { class: 'facts' });
  private readonly notes: Notes;

  constructor(
    private readonly words: Words,
    actions: HeadingActions,
  ) {
    this.name = element('h1', { text: words.of('title') });
    this.notes = new Notes(words);
    this.element = element(
      'header',
      {},
      element(
        'div',
        { class: 'heading' },
        element('div', {}, this.name, this.facts),
        element(
          'div',
          { class: 'toolbar' },
          button({ label: words.of('checkHealth'), onClick: actions.checkHealth }),
          button({ label: words.of('openStatus'), onClick: actions.openStatus }),
          button({ label: words.of('refresh'), isPrimary: true, onClick: actions.refresh }),
        ),
      ),
      this.notes.element,
    );
  }

  show({ name, facts, phase, problem }: DashboardView): void {
    setText(this.name, name);
    setText(this.facts, phase === 'connecting' ? this.words.of('connecting') : facts.join(' · '));
    this.notes.show(problem === undefined ? [] : [{ level: phase === 'failed' ? 'bad' : 'warning', text: problem }]);
  }
}
