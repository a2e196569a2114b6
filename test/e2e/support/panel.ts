import type { FrameLocator, Page } from 'playwright-core';

/** The page of the webview that is on screen: a frame of VS Code's, and in it the one with our elements. */
export function panelPage(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
}

/** Waits until a page is at most that wide, in pixels, and nothing of it sticks out. */
export async function waitForFit(page: Page, width: number): Promise<void> {
  const html = panelPage(page).locator('html');
  // A webview follows its window in its own time; where it never fits, the test fails by its time limit.
  while (
    !(await html.evaluate(
      (element, most) => element.clientWidth <= most && element.scrollWidth <= element.clientWidth,
      width,
    ))
  ) {
    await page.waitForTimeout(50);
  }
}
