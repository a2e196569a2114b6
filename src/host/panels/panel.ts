import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { hasCode } from '../../core/base/errors';
import type { Contract, EventData, EventName, Handlers } from '../../protocol/contract';
import { Peer } from '../../protocol/peer';
import type { Failure } from '../../protocol/wire';
import { errorSentence } from '../errorSentences';
import type { Services } from '../services';
import { panelPage } from './panelPage';

export interface PanelOptions<C extends Contract> {
  /** Names the kind of panel to VS Code, and its bundle below dist/media. */
  readonly name: string;
  readonly title: string;
  /** The files `media/<icon>Light.svg` and `media/<icon>Dark.svg`. */
  readonly icon: string;
  readonly contract: C;
  /** That of `ready` sends all there is to show. */
  readonly handlers: Handlers<C['toHost']>;
  /** What the page is born with, its strings among it. */
  readonly startData: unknown;
}

/**
 * A webview in an editor tab. It is a view of what its owner holds: VS Code throws the page away while the tab is hidden
 * and makes it anew, and each new page says that it is ready and is sent the present state.
 */
export class Panel<C extends Contract> implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly disposed = this.disposables.add(new Emitter<void>());
  private readonly webviewPanel: vscode.WebviewPanel;
  private readonly peer: Peer<C['toPanel'], C['toHost']>;
  private isReady = false;

  private readonly visibility = this.disposables.add(new Emitter<boolean>());
  private wasVisible = true;

  readonly onDidDispose = this.disposed.event;
  /** Whether the page is on screen, whenever that changes. A hidden page is gone: what it is told gets lost. */
  readonly onDidChangeVisibility = this.visibility.event;

  constructor(
    private readonly services: Services,
    private readonly options: PanelOptions<C>,
  ) {
    const folder = vscode.Uri.joinPath(services.extensionUri, 'dist', 'media');
    this.webviewPanel = vscode.window.createWebviewPanel(
      `etcdscope.${options.name}`,
      options.title,
      vscode.ViewColumn.Active,
      { enableScripts: true, enableFindWidget: true, localResourceRoots: [folder] },
    );
    this.webviewPanel.iconPath = iconIn(vscode.Uri.joinPath(services.extensionUri, 'media'), options.icon);
    this.peer = this.disposables.add(this.createPeer());
    this.webviewPanel.onDidDispose(() => this.dispose());
    this.webviewPanel.onDidChangeViewState(() => this.tellVisibility());
    this.webviewPanel.webview.html = this.page(folder);
  }

  get isVisible(): boolean {
    return this.webviewPanel.visible;
  }

  reveal(): void {
    this.webviewPanel.reveal();
  }

  /** Told only to a page that is there: one that begins anew is sent all of it. */
  tell<N extends EventName<C['toPanel']>>(name: N, data: EventData<C['toPanel'], N>): void {
    if (this.isReady) {
      this.peer.tell(name, data);
    }
  }

  dispose(): void {
    if (!this.disposables.isDisposed) {
      this.disposed.fire();
      this.disposables.dispose();
      this.webviewPanel.dispose();
    }
  }

  /** VS Code also tells of changes of focus. */
  private tellVisibility(): void {
    if (this.wasVisible !== this.isVisible) {
      this.wasVisible = this.isVisible;
      this.isReady &&= this.isVisible;
      this.visibility.fire(this.isVisible);
    }
  }

  private createPeer(): Peer<C['toPanel'], C['toHost']> {
    const { webview } = this.webviewPanel;
    const { contract, handlers, name } = this.options;
    const { log } = this.services;
    return new Peer<C['toPanel'], C['toHost']>({
      port: {
        // VS Code drops what is meant for a hidden page; the page that comes next is sent everything.
        post: message => void webview.postMessage(message).then(undefined, error => log.error(`${name}: post`, error)),
        onMessage: listener => webview.onDidReceiveMessage(listener),
      },
      sends: contract.toPanel,
      receives: contract.toHost,
      handlers: { ...handlers, events: { ...handlers.events, ready: () => this.begin() } },
      describe: error => this.describe(error),
      onDropped: what => log.info(`${name}: dropped ${what}`),
      onError: (what, error) => log.error(`${name}: ${what}`, error),
    });
  }

  private begin(): void {
    this.peer.reset();
    this.isReady = true;
    // What every contract has; a generic one does not show it.
    const { ready } = this.options.handlers.events as Handlers<Contract['toHost']>['events'];
    ready?.(undefined);
  }

  private describe(error: unknown): Failure {
    if (hasCode(error, 'cancelled')) {
      return { code: 'cancelled', message: '' };
    }
    this.services.log.error(this.options.name, error);
    return { code: 'failed', message: errorSentence(error, this.services.connections) };
  }

  private page(folder: vscode.Uri): string {
    const { webview } = this.webviewPanel;
    const { name, title, startData } = this.options;
    return panelPage({
      script: webview.asWebviewUri(vscode.Uri.joinPath(folder, `${name}.js`)).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(folder, `${name}.css`)).toString(),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      title,
      startData,
    });
  }
}

function iconIn(media: vscode.Uri, name: string): vscode.WebviewPanel['iconPath'] {
  const file = (theme: string) => vscode.Uri.joinPath(media, `${name}${theme}.svg`);
  return { light: file('Light'), dark: file('Dark') };
}
