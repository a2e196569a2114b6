import type { FrameLocator, Page } from 'playwright-core';

/** The page of the webview that is on screen: a frame of VS Code's, and in it the one with our elements. */
export function panelPage(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
}
