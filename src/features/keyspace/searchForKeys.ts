import * as vscode from 'vscode';
import { emptyBytes } from '../../core/base/bytes';
import { DisposableStore } from '../../core/base/disposable';
import { hasCode } from '../../core/base/errors';
import { keyText } from '../../core/keyspace/keyText';
import { type SearchProgress, searchKeys } from '../../core/keyspace/searchKeys';
import { shownKeyspace } from '../../host/connections/shownKeyspace';
import { errorSentence, errorSummary } from '../../host/errorSentences';
import { commands } from '../../host/ids';
import { isPrefixTarget, type KeyTarget } from '../../host/keyTarget';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import { chooseConnection } from './chooseConnection';
import { countText } from './countText';
import { lookOfKey } from './registryLook';

interface SearchItem extends vscode.QuickPickItem {
  /** Absent for rows that only tell something. */
  readonly target?: KeyTarget;
}

/** Keys listed for one query; with more, a longer query serves better. */
const mostFound = 1000;

/** Milliseconds without typing before a search starts. */
const typingPause = 250;

/** Milliseconds between updates of the list while results come in. */
const updateInterval = 150;

/**
 * Asks for a part of a key and lists the keys that match as they are found, over the store itself, loaded in the tree or
 * not. Another text, or closing the list, ends a search under way.
 */
export async function searchForKeys(services: Services, target: unknown): Promise<void> {
  const title = vscode.l10n.t('Search Keys');
  const connection = await chooseConnection(services.connections, target, title);
  if (connection) {
    const { id, name } = connection.configuration;
    const prefix = isPrefixTarget(target) ? target.prefix : emptyBytes;
    const where = prefix.length === 0 ? name : `${name} · ${shortened(keyText(prefix))}`;
    new KeySearch(services, id, prefix, `${title} · ${where}`).show();
  }
}

class KeySearch {
  private readonly disposables = new DisposableStore();
  private readonly pick = this.disposables.add(vscode.window.createQuickPick<SearchItem>());
  private readonly revealButton = {
    iconPath: new vscode.ThemeIcon('list-tree'),
    tooltip: vscode.l10n.t('Reveal in etcd View'),
  };
  private readonly watchButton = { iconPath: new vscode.ThemeIcon('eye'), tooltip: vscode.l10n.t('Watch…') };
  private search = new AbortController();
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly services: Services,
    private readonly connectionId: string,
    private readonly prefix: Uint8Array,
    private readonly title: string,
  ) {}

  show(): void {
    const { pick } = this;
    pick.title = this.title;
    pick.placeholder = vscode.l10n.t('Part of a key; * for any characters, ? for one');
    pick.keepScrollPosition = true;
    this.disposables.add(pick.onDidChangeValue(query => this.searchSoon(query)));
    this.disposables.add(pick.onDidAccept(() => this.accept(pick.activeItems[0], commands.openKey)));
    this.disposables.add(
      pick.onDidTriggerItemButton(({ item, button }) =>
        this.accept(item, button === this.watchButton ? commands.watch : commands.revealInTree),
      ),
    );
    this.disposables.add(pick.onDidHide(() => this.end()));
    pick.show();
  }

  private end(): void {
    clearTimeout(this.pause);
    this.search.abort();
    this.disposables.dispose();
  }

  private accept(item: SearchItem | undefined, command: string): void {
    if (item?.target) {
      this.pick.hide();
      void vscode.commands.executeCommand(command, item.target);
    }
  }

  private searchSoon(query: string): void {
    clearTimeout(this.pause);
    this.search.abort();
    this.search = new AbortController();
    const { signal } = this.search;
    this.pick.busy = query !== '';
    if (query === '') {
      this.pick.items = [];
    } else {
      this.pause = setTimeout(() => void this.run(query, signal), typingPause);
    }
  }

  private async run(query: string, signal: AbortSignal): Promise<void> {
    const found: SearchItem[] = [];
    let shownAt = Date.now();
    const onProgress = ({ searched, total }: SearchProgress) => {
      if (!signal.aborted && Date.now() - shownAt > updateInterval) {
        shownAt = Date.now();
        this.pick.title = `${this.title} · ${vscode.l10n.t('{0} of {1} keys searched', countText(searched), countText(total))}`;
        this.list([...found]);
      }
    };
    try {
      const { reader, revision } = await shownKeyspace(this.services.connections, this.connectionId);
      // One more than is listed tells whether there are more.
      const options = { prefix: this.prefix, limit: mostFound + 1, signal, onProgress };
      for await (const { key } of searchKeys(reader, query, options)) {
        if (signal.aborted) {
          return;
        }
        if (found.length === mostFound) {
          this.finish(found, moreItem(), signal);
          return;
        }
        found.push(this.itemOf(key, revision));
      }
      this.finish(found, found.length === 0 ? nothingItem() : undefined, signal);
    } catch (error) {
      if (!signal.aborted && !hasCode(error, 'cancelled')) {
        this.services.log.error('Searching keys', error);
      }
      this.finish(found, this.problemItem(error), signal);
    }
  }

  private finish(found: readonly SearchItem[], last: SearchItem | undefined, signal: AbortSignal): void {
    if (!signal.aborted) {
      this.pick.title = this.title;
      this.list(last ? [...found, last] : found);
      this.pick.busy = false;
    }
  }

  /** Replaces the list; the row that the user stands on stays the active one. */
  private list(items: readonly SearchItem[]): void {
    const [active] = this.pick.activeItems;
    this.pick.items = items;
    if (active && items.includes(active)) {
      this.pick.activeItems = [active];
    }
  }

  private itemOf(key: Uint8Array, revision: bigint | undefined): SearchItem {
    const { icon, note } = lookOfKey(key);
    return {
      label: withoutIcons(shortened(keyText(key))),
      ...(note !== undefined && { description: withoutIcons(shortened(note)) }),
      iconPath: new vscode.ThemeIcon(icon),
      // VS Code's own filter knows neither wildcards nor escapes.
      alwaysShow: true,
      buttons: [this.watchButton, this.revealButton],
      target: { connectionId: this.connectionId, key, revision },
    };
  }

  private problemItem(error: unknown): SearchItem {
    return {
      label: withoutIcons(errorSummary(error)),
      detail: withoutIcons(errorSentence(error, this.services.connections)),
      iconPath: new vscode.ThemeIcon('error'),
      alwaysShow: true,
    };
  }
}

function moreItem(): SearchItem {
  return {
    label: vscode.l10n.t('The first {0} keys are listed; there are more', countText(mostFound)),
    iconPath: new vscode.ThemeIcon('info'),
    alwaysShow: true,
  };
}

function nothingItem(): SearchItem {
  return {
    label: vscode.l10n.t('No key matches'),
    iconPath: new vscode.ThemeIcon('info'),
    alwaysShow: true,
  };
}

/** Quick picks turn `$(name)` into an icon; a key that has it shows it as it is. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
