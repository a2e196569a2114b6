import { setAttributes } from './element';

/** How one line among several is told from the others: by its colour, and by its dashes where colours look alike. */
export interface LineLook {
  /** A theme colour. */
  readonly color: string;
  /** Lengths of dashes and gaps in pixels; none for an unbroken line. */
  readonly dash: readonly number[];
}

/** Not orange: the themes of VS Code itself make that one translucent. */
const colors = ['charts-blue', 'charts-green', 'charts-purple', 'charts-yellow', 'charts-foreground', 'charts-red'];
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [5, 2], [2, 2, 6, 2]];

/** The look of the line of this number. Beyond 36 lines they repeat. */
export function lineLook(index: number): LineLook {
  const round = Math.floor(index / colors.length);
  return {
    color: colors[index % colors.length] as string,
    dash: dashes[(index + round) % dashes.length] as readonly number[],
  };
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** A short piece of the line, for a legend. Screen readers pass over it. */
export function lineSwatch({ color, dash }: LineLook): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  setAttributes(svg, { viewBox: '0 0 22 10', 'aria-hidden': 'true', class: 'line-swatch' });
  const line = document.createElementNS(svgNamespace, 'path');
  setAttributes(line, { d: 'M1 5h20', 'stroke-dasharray': dash.length > 0 ? dash.join(' ') : undefined });
  line.style.stroke = `var(--vscode-${color})`;
  svg.append(line);
  return svg;
}
