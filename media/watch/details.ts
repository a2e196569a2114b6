import type { DetailsView, FieldView, KeyAction } from '../../src/protocol/watch';
import { actionIcons } from '../ui/actionIcons';
import { button, iconButton } from '../ui/controls';
import { element, icon } from '../ui/element';
import type { WatchWords } from './words';

export interface DetailsActions {
  readonly act: (action: KeyAction) => void;
  readonly close: () => void;
}

/** All that is known of the active event, and what can be done with its key. */
export function drawDetails(
  details: DetailsView,
  isWritable: boolean,
  words: WatchWords,
  { act, close }: DetailsActions,
): readonly HTMLElement[] {
  const keyButton = (action: KeyAction, isPrimary = false) =>
    button({ label: words.of(action), isPrimary, onClick: () => act(action) });
  return [
    element(
      'div',
      { class: 'details-heading' },
      element('code', { class: 'details-key', text: details.key }),
      iconButton({ label: words.of('closeDetails'), icon: icon(actionIcons.close), onClick: close }),
    ),
    element(
      'dl',
      { class: 'details-facts' },
      ...details.facts.map(({ name, value }) =>
        element('div', {}, element('dt', { text: name }), element('dd', { class: 'number', text: value })),
      ),
    ),
    element(
      'div',
      { class: 'details-actions' },
      ...(details.canCompare ? [keyButton('compare', true), keyButton('compareWithNow')] : []),
      keyButton('open'),
      keyButton('reveal'),
      keyButton('copyKey'),
      keyButton(details.isPinned ? 'unpin' : 'pin'),
      ...(isWritable ? [keyButton('delete')] : []),
    ),
    ...drawChanges(details, words),
  ];
}

function drawChanges({ summary, fields, omitted }: DetailsView, words: WatchWords): readonly HTMLElement[] {
  if (fields.length === 0) {
    return summary === '' ? [] : [element('p', { class: 'details-summary', text: summary })];
  }
  return [
    element(
      'ul',
      { class: 'fields', attributes: { 'aria-label': words.of('whatChanged') } },
      ...fields.map(field => drawField(field, words)),
      ...(omitted > 0 ? [element('li', { class: 'muted', text: words.of('moreFields', omitted) })] : []),
    ),
  ];
}

const signs = { added: '+', removed: '−', changed: '~' } as const;
const wordsOfSigns = { added: 'fieldAdded', removed: 'fieldRemoved', changed: 'fieldChanged' } as const;

function drawField({ path, what, before, after }: FieldView, words: WatchWords): HTMLElement {
  const word = words.of(wordsOfSigns[what]);
  const values =
    before !== undefined && after !== undefined
      ? [
          element('del', { text: before }),
          element('span', { class: 'muted', text: ' → ' }),
          element('ins', { text: after }),
        ]
      : before !== undefined
        ? [element('del', { text: before })]
        : after !== undefined
          ? [element('ins', { text: after })]
          : [element('span', { class: 'muted', text: word })];
  return element(
    'li',
    { class: `field field-${what}` },
    element('span', { class: 'field-sign', text: signs[what], title: word }),
    element('span', { class: 'field-path', text: path, title: path }),
    element('span', { class: 'field-values' }, ...values),
  );
}
