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

/** The messages behind the bell, which are all that a window under automation has: it shows no toasts. */
export async function notificationTexts(page: Page): Promise<string[]> {
  const center = page.locator('.notifications-center.visible');
  if (!(await center.isVisible())) {
    await page
      .locator('.part.statusbar')
      .getByRole('button', { name: /Notification/ })
      .click();
    await center.waitFor();
  }
  return await center.locator('.notification-list-item-message').allTextContents();
}

export async function pressNotificationButton(toast: Locator, title: string): Promise<void> {
  await toast.hover();
  await toast.getByRole('button', { name: title, exact: true }).click();
}
