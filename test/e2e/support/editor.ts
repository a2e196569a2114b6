import type { Locator, Page } from 'playwright-core';
import { exactly } from './patterns';

/** The editor that has the focus, or had it last. */
export function activeEditor(page: Page): Locator {
  return page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
}

/** The lines of the active editor that are on screen; an editor draws no others. Blanks are plain spaces. */
export async function editorText(page: Page): Promise<string> {
  const editor = activeEditor(page);
  await editor.locator('.view-line').first().waitFor();
  const lines = await editor
    .locator('.view-line')
    .evaluateAll(elements =>
      elements.map(element => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' })),
    );
  return lines
    .sort((a, b) => a.top - b.top)
    .map(line => line.text.replaceAll('\u00a0', ' '))
    .join('\n');
}

/** Waits until the active editor shows a text. */
export async function waitForEditorText(page: Page, text: string | RegExp): Promise<void> {
  await activeEditor(page)
    .locator('.view-line')
    .filter({ hasText: typeof text === 'string' ? text.replaceAll(' ', '\u00a0') : text })
    .first()
    .waitFor();
}

/** Replaces all text of the active editor by typing. */
export async function typeOver(page: Page, text: string): Promise<void> {
  await activeEditor(page).locator('.view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** Waits until the active tab has a title. */
export async function waitForActiveTab(page: Page, title: string | RegExp): Promise<void> {
  const label = page.locator('.monaco-icon-label-container').filter({
    hasText: typeof title === 'string' ? exactly(title) : title,
  });
  await activeTabElement(page).filter({ has: label }).waitFor();
}

export async function save(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+S');
}

/** Waits until the active tab has unsaved changes, or has none. */
export async function waitForDirty(page: Page, isDirty: boolean): Promise<void> {
  const dirty = page.locator('.dirty');
  await activeTabElement(page)
    .and(isDirty ? dirty : page.locator(':not(.dirty)'))
    .waitFor();
}

function activeTabElement(page: Page): Locator {
  return page.locator('.editor-group-container.active .tab.active');
}
