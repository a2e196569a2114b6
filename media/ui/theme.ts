/**
 * The theme's colours for what is drawn and not styled. VS Code writes them as properties of the root element, and
 * rewrites them there when the theme changes.
 */
import { onNextFrame } from './nextFrame';

/** The value of a theme colour such as `charts-blue`, or the first of the fallbacks that the theme has. */
export function themeColor(...names: readonly string[]): string {
  const style = getComputedStyle(document.documentElement);
  for (const name of names) {
    const color = style.getPropertyValue(`--vscode-${name}`).trim();
    if (color !== '') {
      return color;
    }
  }
  return style.color;
}

export function themeFont(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--vscode-font-family').trim() || 'sans-serif';
}

/** Calls back after the theme has changed, once a change. */
export function onThemeChange(listener: () => void): void {
  const plan = onNextFrame(listener);
  const observer = new MutationObserver(plan);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
