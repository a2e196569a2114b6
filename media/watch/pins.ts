import type { KeyAction, PinView } from '../../src/protocol/watch';
import { actionIcons } from '../ui/actionIcons';
import { iconButton } from '../ui/controls';
import { element, icon } from '../ui/element';
import { menuContext } from './menuContext';
import type { WatchWords } from './words';

/** The pinned keys, each with what happened to it last. */
export function drawPins(
  pins: readonly PinView[],
  words: WatchWords,
  act: (id: number, action: KeyAction) => void,
): readonly HTMLElement[] {
  return pins.map(({ id, key, count, latest }) => {
    const event = latest?.event;
    const what = event ? `${words.of(event.change)} · ${event.words || event.revision}` : words.of('pinNothing');
    return element(
      'li',
      {
        class: `pin ${event ? `change-${event.change}` : ''}`,
        attributes: { 'data-vscode-context': menuContext(id) },
      },
      icon(actionIcons.pin),
      element('code', { class: 'pin-key', text: key, title: key }),
      element('span', { class: 'pin-what', text: what, title: what }),
      element('span', { class: 'pin-count muted number', text: words.of('pinCount', count) }),
      element('span', { class: 'pin-time muted number', text: latest ? words.time(latest.time) : '' }),
      latest
        ? iconButton({
            label: words.of('compare'),
            icon: icon(actionIcons.compare),
            onClick: () => act(latest.id, 'compare'),
          })
        : element('span'),
      iconButton({ label: words.of('unpin'), icon: icon(actionIcons.close), onClick: () => act(id, 'unpin') }),
    );
  });
}
