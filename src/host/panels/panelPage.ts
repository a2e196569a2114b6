import { serializeStartData, startDataId } from '../../protocol/startData';

export interface PanelPage {
  /** Addresses as the panel sees them. */
  readonly script: string;
  readonly style: string;
  /** Where files of this panel may come from. */
  readonly source: string;
  /** Fresh for each page and not to be guessed: the policy lets only the script run that carries it. */
  readonly nonce: string;
  /** BCP 47, for how a screen reader pronounces the page. */
  readonly language: string;
  readonly title: string;
  readonly startData: unknown;
}

/** Nothing is allowed but one script by its nonce, and styles and fonts from the panel's own folder. */
export function contentPolicy({ nonce, source }: Pick<PanelPage, 'nonce' | 'source'>): string {
  const rules = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${source}`, `font-src ${source}`];
  return `${rules.join('; ')};`;
}

/** The page of a panel: empty but for its start-up data, which its script turns into elements. */
export function panelPage(page: PanelPage): string {
  return `<!DOCTYPE html>
<html lang="${escaped(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(contentPolicy(page))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(page.style)}">
<title>${escaped(page.title)}</title>
</head>
<body>
<main id="root"></main>
<script type="application/json" id="${startDataId}">${serializeStartData(page.startData)}</script>
<script nonce="${escaped(page.nonce)}" src="${escaped(page.script)}"></script>
</body>
</html>
`;
}

/** Text that may stand in an attribute or between tags. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
