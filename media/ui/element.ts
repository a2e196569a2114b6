/**
 * Elements without markup: what comes from a cluster goes into `textContent` and attributes, and cannot become anything
 * else.
 */

export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly id?: string;
  readonly title?: string;
  readonly role?: string;
  /** `aria-…` and other attributes; those that are undefined stay away. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly on?: { readonly [N in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[N]) => void };
}

export function element<N extends keyof HTMLElementTagNameMap>(
  name: N,
  options: ElementOptions = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[N] {
  return apply(document.createElement(name), options, children);
}

/** The same for elements that the browser has no type for. */
export function apply<E extends HTMLElement>(
  made: E,
  options: ElementOptions,
  children: readonly (Node | string)[] = [],
): E {
  const { class: classes, text, id, title, role, attributes = {}, on = {} } = options;
  if (classes !== undefined) {
    made.className = classes;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  setAttributes(made, { id, title, role, ...attributes });
  for (const [type, listener] of Object.entries(on)) {
    made.addEventListener(type, listener as EventListener);
  }
  made.append(...children);
  return made;
}

export function setAttributes(made: Element, attributes: NonNullable<ElementOptions['attributes']>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) {
      made.removeAttribute(name);
    } else {
      made.setAttribute(name, String(value));
    }
  }
}

/** Sets what is not so already: an unchanged text keeps its selection, and costs no layout. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** A picture of one path in a square of 16, in the colour of the text around it. Screen readers pass over it. */
export function icon(path: string, classes = ''): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  setAttributes(svg, { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: `icon ${classes}`.trim() });
  const shape = document.createElementNS(svgNamespace, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}
