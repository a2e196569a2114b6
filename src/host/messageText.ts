/**
 * VS Code turns `[text](command:…)` inside messages, prompts and validation texts into links that run commands. Keys,
 * names and answers of a cluster come from anywhere, so they pass through here before they are shown.
 */

/** Characters. A key may have a megabyte; a notification should not. */
const mostShown = 200;

/** The text with nothing in it that VS Code would take for a link. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** The text with nothing in it that VS Code would take for an icon, in a status bar or a row of a quick pick. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}

/** The beginning of a long text, with an ellipsis where something was left out. */
export function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * mostShown)];
  return characters.length > mostShown || text.length > 2 * mostShown
    ? `${characters.slice(0, mostShown).join('')}…`
    : text;
}
