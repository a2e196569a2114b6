import type { Locator, Page } from 'playwright-core';
import { escapePattern, exactly } from './patterns';

/** The icon of a view container in the activity bar, by its title. */
export function viewContainerTab(page: Page, title: string): Locator {
  return page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${escapePattern(title)}`) });
}

/** Opens a view container by the title of its icon in the activity bar. */
export async function openViewContainer(page: Page, title: string): Promise<void> {
  const tab = viewContainerTab(page, title);
  if ((await tab.getAttribute('aria-selected')) !== 'true') {
    await tab.click();
  }
}

/** The rows of the sidebar's trees that are on screen; a tree draws no others. */
export function treeRows(page: Page): Locator {
  return page.locator('.part.sidebar .monaco-list-row[role="treeitem"]');
}

/** The row with exactly this label. Narrow it with `under` where several rows share a label. */
export function treeRow(page: Page, label: string, under?: { readonly level: number }): Locator {
  const rows = under ? treeRows(page).and(page.locator(`[aria-level="${under.level}"]`)) : treeRows(page);
  const name = page.locator('.label-name').filter({ hasText: exactly(label) });
  return rows.filter({ has: name }).first();
}

/** Opens a row's children and waits until they are there. */
export async function expandRow(row: Locator): Promise<void> {
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) === 'true') {
    return;
  }
  await row.locator('.monaco-tl-twistie').click();
  await row.and(row.page().locator('[aria-expanded="true"]')).waitFor();
  await row.locator('.monaco-tl-twistie:not(.codicon-tree-item-loading)').waitFor();
}

/** Walks down from a row of the first level, opening each, and gives the last one, which stays as it is. */
export async function revealRow(page: Page, labels: readonly string[]): Promise<Locator> {
  let row: Locator | undefined;
  for (const [index, label] of labels.entries()) {
    if (row) {
      await expandRow(row);
    }
    row = treeRow(page, label, { level: index + 1 });
    await row.waitFor();
  }
  if (!row) {
    throw new Error('No labels to walk along.');
  }
  return row;
}

/** The texts of the rows on screen, from the top: label, and description where there is one. */
export async function treeTexts(page: Page): Promise<{ label: string; description: string }[]> {
  await treeRows(page).first().waitFor();
  const rows = await treeRows(page).evaluateAll(elements =>
    elements.map(element => ({
      top: element.getBoundingClientRect().top,
      label: element.querySelector('.label-name')?.textContent?.trim() ?? '',
      description: element.querySelector('.label-description')?.textContent?.trim() ?? '',
    })),
  );
  return rows.sort((a, b) => a.top - b.top).map(({ label, description }) => ({ label, description }));
}

/** Chooses an entry of a row's context menu by its title. */
export async function chooseFromContextMenu(row: Locator, title: string): Promise<void> {
  await row.click({ button: 'right' });
  await chooseFromMenu(row.page(), title);
}

/** Chooses an entry of the open menu by its title. */
export async function chooseFromMenu(page: Page, title: string): Promise<void> {
  const menu = page.locator('.monaco-menu');
  const entry = menu
    .getByRole('menuitem', { name: title, exact: true })
    .or(menu.locator('.action-item').filter({ has: page.locator('.action-label', { hasText: exactly(title) }) }))
    .first();
  // The pointer brings the focus. Not a click: a menu takes none in its first moments, and these last as long as they last.
  await entry.hover();
  await page.keyboard.press('Enter');
  await menu.first().waitFor({ state: 'detached' });
}

/** The titles in a row's context menu, which is closed again. */
export async function contextMenuTitles(row: Locator): Promise<string[]> {
  await row.click({ button: 'right' });
  const labels = row.page().locator('.monaco-menu .action-label:not(.separator)');
  await labels.first().waitFor();
  const titles = await labels.allTextContents();
  await row.page().keyboard.press('Escape');
  return titles.map(title => title.trim());
}
