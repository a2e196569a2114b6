import { element } from './element';

export interface BarPart {
  readonly label: string;
  readonly count: number;
  /** Class that gives it colour and pattern. */
  readonly look: string;
}

/** Percent that a part gets at least, so that one plaintext Secret among a hundred thousand is still seen. */
const leastPercent = 0.8;

/** Parts of a whole, side by side. It says its content to screen readers, and shows it by pattern as well as by colour. */
export function bar(parts: readonly BarPart[], label: string): HTMLElement {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const description = parts.map(part => `${part.label}: ${part.count}`).join(', ');
  const drawn = parts
    .filter(part => part.count > 0)
    .map(part => {
      const piece = element('div', { class: `bar-part ${part.look}`, title: `${part.label}: ${part.count}` });
      piece.style.flexGrow = String(Math.max(leastPercent, (part.count / total) * 100));
      return piece;
    });
  return element(
    'div',
    { class: 'bar', role: 'img', attributes: { 'aria-label': `${label}. ${description}` } },
    ...drawn,
  );
}

/** What the parts of a bar mean. */
export function legend(parts: readonly BarPart[], formatCount: (count: number) => string): HTMLElement {
  const entries = parts.map(part =>
    element(
      'li',
      { class: 'legend-entry' },
      element('span', { class: `swatch ${part.look}`, attributes: { 'aria-hidden': true } }),
      element('span', { class: 'legend-label', text: part.label }),
      element('span', { class: 'legend-count', text: formatCount(part.count) }),
    ),
  );
  return element('ul', { class: 'legend' }, ...entries);
}
