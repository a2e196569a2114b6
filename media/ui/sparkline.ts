import { setAttributes } from './element';

export interface SparklineLayer {
  /** One for each bar, from the left. */
  readonly counts: readonly number[];
  /** Class that gives it its colour. */
  readonly look: string;
}

export interface Sparkline {
  readonly element: SVGSVGElement;
  /** Draws layers on top of each other, the first at the bottom. */
  set(layers: readonly SparklineLayer[], label: string): void;
}

const namespace = 'http://www.w3.org/2000/svg';
/** Units of the picture, which stretches to the size that its style sheet gives it. */
const height = 24;
const barWidth = 3;
const gap = 1;

/** Bars without axes: how much, of late. It says its content to screen readers. */
export function sparkline(): Sparkline {
  const svg = document.createElementNS(namespace, 'svg');
  setAttributes(svg, { class: 'sparkline', role: 'img', preserveAspectRatio: 'none' });
  return {
    element: svg,
    set: (layers, label) => {
      const length = Math.max(0, ...layers.map(({ counts }) => counts.length));
      const sums = Array.from({ length }, (_, index) => sumAt(layers, index));
      const most = Math.max(1, ...sums);
      setAttributes(svg, { viewBox: `0 0 ${Math.max(1, length * (barWidth + gap))} ${height}`, 'aria-label': label });
      svg.replaceChildren(...layers.map((layer, index) => bars(layer, layers.slice(0, index), most)));
    },
  };
}

function sumAt(layers: readonly SparklineLayer[], index: number): number {
  return layers.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
}

function bars({ counts, look }: SparklineLayer, below: readonly SparklineLayer[], most: number): SVGPathElement {
  const path = document.createElementNS(namespace, 'path');
  const scale = height / most;
  const parts = counts.map((count, index) => {
    // One event in an hour is still seen.
    const tall = count === 0 ? 0 : Math.max(1, count * scale);
    const bottom = height - sumAt(below, index) * scale;
    const x = index * (barWidth + gap);
    return tall === 0 ? '' : `M${x} ${bottom}h${barWidth}v${-tall}h${-barWidth}z`;
  });
  setAttributes(path, { d: parts.join('') || 'M0 0', class: look });
  return path;
}
