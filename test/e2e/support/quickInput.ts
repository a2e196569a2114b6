import type { Locator, Page } from 'playwright-core';
import { escapePattern } from './patterns';

/** The open quick pick or input box. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible');
}

/** Runs a command from the palette, by its title or by `Category: Title`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await quickInput(page).locator('input').first().fill(`>${title}`);
  // The row whose whole label it is, since the palette also lists what merely resembles it.
  const label = quickInput(page)
    .locator('.monaco-list-row .label-name')
    .filter({ hasText: new RegExp(`(^|: )${escapePattern(title)}$`) });
  await label.first().click();
}

/** Types into the open input box, or filters the open quick pick, and accepts. */
export async function enterText(page: Page, text: string): Promise<void> {
  const input = quickInput(page).locator('input.input, .monaco-inputbox input').first();
  await input.fill(text);
  await input.press('Enter');
}

/** Chooses the entry of the open quick pick whose label contains a text. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
  await quickInput(page).locator('.monaco-list-row').filter({ hasText: label }).first().click();
}

/** The labels that the open quick pick shows, from the top. */
export async function pickLabels(page: Page): Promise<string[]> {
  const rows = quickInput(page).locator('.monaco-list-row .label-name');
  await rows.first().waitFor();
  return await rows.allTextContents();
}

/** The sentence by which the open input box refuses its text, or what it asks for. */
export async function quickInputMessage(page: Page): Promise<string> {
  return (await quickInput(page).locator('.quick-input-message').textContent()) ?? '';
}
