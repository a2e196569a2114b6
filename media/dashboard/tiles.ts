import type { TileView } from '../../src/protocol/dashboard';
import { element, setText } from '../ui/element';
import { concernMark } from './concernMark';
import type { Words } from './words';

/** The few figures that one wants at a glance. */
export class Tiles {
  readonly element = element('dl', { class: 'tiles' });
  private tiles: readonly Tile[] = [];

  constructor(private readonly words: Words) {}

  show(tiles: readonly TileView[]): void {
    if (tiles.length !== this.tiles.length) {
      this.element.hidden = tiles.length === 0;
      this.tiles = tiles.map(() => new Tile(this.words));
      this.element.replaceChildren(...this.tiles.map(tile => tile.element));
    }
    for (const [index, tile] of tiles.entries()) {
      this.tiles[index]?.show(tile);
    }
  }
}

class Tile {
  readonly element: HTMLElement;
  private readonly label = element('dt', { class: 'tile-label' });
  private readonly mark = element('span', { class: 'tile-mark' });
  private readonly text = element('span', { class: 'tile-text' });
  private readonly value = element('dd', { class: 'tile-value' }, this.mark, this.text);
  private readonly detail = element('dd', { class: 'tile-detail muted' });
  private level: TileView['level'] | 'none' = 'none';

  constructor(private readonly words: Words) {
    this.element = element('div', {}, this.label, this.value, this.detail);
  }

  show({ label, value, detail, level }: TileView): void {
    setText(this.label, label);
    setTextAndTitle(this.text, value);
    setTextAndTitle(this.detail, detail);
    if (level !== this.level) {
      this.level = level;
      this.element.className = `tile ${level ?? ''}`.trim();
      this.mark.replaceChildren(...concernMark(level, this.words));
    }
  }
}

/** Where there may be no room for all of it, the title has the rest. */
function setTextAndTitle(made: HTMLElement, text: string): void {
  if (made.textContent !== text) {
    made.textContent = text;
    made.title = text;
  }
}
