import type { TileView } from '../../src/protocol/dashboard';
import { element, icon } from '../ui/element';
import { icons } from '../ui/icons';

/** The few figures that one wants at a glance. */
export class Tiles {
  readonly element = element('dl', { class: 'tiles' });
  private shown = '';

  show(tiles: readonly TileView[]): void {
    const next = JSON.stringify(tiles);
    if (next !== this.shown) {
      this.shown = next;
      this.element.hidden = tiles.length === 0;
      this.element.replaceChildren(...tiles.map(drawTile));
    }
  }
}

function drawTile({ label, value, detail, level }: TileView): HTMLElement {
  const isBad = level === 'bad' || level === 'warning';
  return element(
    'div',
    { class: `tile ${level ?? ''}`.trim() },
    element('dt', { class: 'tile-label', text: label }),
    element(
      'dd',
      { class: 'tile-value', title: value },
      ...(isBad ? [icon(icons[level])] : []),
      element('span', { text: value }),
    ),
    element('dd', { class: 'tile-detail muted', text: detail, title: detail }),
  );
}
