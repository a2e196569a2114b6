import type { Locator, Page } from 'playwright-core';

/** The modal dialog that is open. */
export function dialog(page: Page): Locator {
  return page.locator('.monaco-dialog-box');
}

/** What the open dialog says: its message, then on a line of its own the smaller print, where there is one. */
export async function dialogText(page: Page): Promise<string> {
  await dialog(page).locator('.dialog-message-text').waitFor();
  const texts = await dialog(page).locator('.dialog-message-text, .dialog-message-detail').allTextContents();
  return texts.filter(text => text !== '').join('\n');
}

export async function pressDialogButton(page: Page, title: string): Promise<void> {
  await dialog(page).getByRole('button', { name: title, exact: true }).click();
}

/** The notification whose message contains a text. */
export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
}

/** The messages of all notifications on screen. */
export async function notificationTexts(page: Page): Promise<string[]> {
  return await page.locator('.notifications-toasts .notification-list-item-message').allTextContents();
}

export async function pressNotificationButton(toast: Locator, title: string): Promise<void> {
  await toast.hover();
  await toast.getByRole('button', { name: title, exact: true }).click();
}
