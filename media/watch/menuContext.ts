import type { EventContext } from '../../src/protocol/watch';

/** What VS Code adds by itself, to cut and to paste, is of no use on an event. */
const withoutDefaults = { preventDefaultContextMenuItems: true };

/** For the menu on a row or a pin of this id. */
export function menuContext(event: number): string {
  const context: Pick<EventContext, 'webviewSection' | 'event'> = { webviewSection: 'event', event };
  return JSON.stringify({ ...context, ...withoutDefaults });
}

/** For all menus of the page: VS Code adds it to what the place itself says. */
export function pageContext(watch: number, watchIsWritable: boolean): string {
  const context: Pick<EventContext, 'watch' | 'watchIsWritable'> = { watch, watchIsWritable };
  return JSON.stringify(context);
}
