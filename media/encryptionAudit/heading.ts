import type { AuditView } from '../../src/protocol/encryptionAudit';
import { button } from '../ui/controls';
import { element } from '../ui/element';
import type { Words } from './words';

export interface HeadingActions {
  readonly runAgain: () => void;
  readonly chooseResources: () => void;
  readonly chooseConfiguration: () => void;
  readonly exportReport: () => void;
}

/** What was audited, and what can be done next. */
export function drawHeading(view: AuditView, words: Words, actions: HeadingActions): readonly HTMLElement[] {
  const facts = [view.name, ...view.facts].join(' · ');
  const title = element(
    'div',
    {},
    element('h1', { text: words.of('title') }),
    element('div', { class: 'facts', text: facts }),
    ...(view.configuration === undefined ? [] : [element('div', { class: 'facts', text: view.configuration })]),
  );
  if (view.phase === 'running') {
    return [title];
  }
  const buttons = [
    button({ label: words.of('runAgain'), isPrimary: true, onClick: actions.runAgain }),
    button({ label: words.of('chooseResources'), onClick: actions.chooseResources }),
    button({ label: words.of('chooseConfiguration'), onClick: actions.chooseConfiguration }),
    ...(view.phase === 'done' ? [button({ label: words.of('export'), onClick: actions.exportReport })] : []),
  ];
  return [title, element('div', { class: 'toolbar' }, ...buttons)];
}
