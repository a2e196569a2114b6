import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { showError } from '../../host/commandRegistry';
import type { KeyChange } from '../../host/keyChanges';
import type { Services } from '../../host/services';
import { askComparison } from './askComparison';
import { askKinds, askText } from './askFilter';
import { Comparison } from './comparison';
import type { ComparisonRequest } from './comparisonRequest';
import { differenceDecorations } from './differenceDecorations';
import { noFilter } from './differenceList';
import { DifferencesView } from './differencesView';
import type { DifferenceNode } from './differenceTree';
import { exportDifferences } from './exportDifferences';
import { openDifference } from './openDifference';
import { restoreKey } from './restoreKey';

/** The one comparison of this window, and what can be done with it. */
export class Comparisons implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly view: DifferencesView;
  private current: Comparison | undefined;

  constructor(private readonly services: Services) {
    this.view = this.disposables.add(new DifferencesView(services.connections));
    this.disposables.add(vscode.window.registerFileDecorationProvider(differenceDecorations));
    this.disposables.add(services.keyChanges.event(change => this.followChange(change)));
    this.disposables.add(services.connections.onDidChangeList(() => this.followConnections()));
  }

  dispose(): void {
    this.current?.dispose();
    this.disposables.dispose();
  }

  /** Asks what to compare with what, and compares. Answers whether a comparison came of it. */
  async compareWith(target: unknown): Promise<boolean> {
    const request = await askComparison(this.services.connections, target);
    if (request) {
      await this.start(request);
    }
    return request !== undefined;
  }

  async refresh(): Promise<void> {
    const { current } = this;
    if (current) {
      await this.start(current.request, current.list.filter);
    }
  }

  /** The same the other way round: what was created is deleted then. */
  async swap(): Promise<void> {
    const { current } = this;
    if (current) {
      const { left, right, prefix } = current.request;
      await this.start({ left: right, right: left, prefix }, current.list.filter);
    }
  }

  async clear(): Promise<void> {
    this.current?.dispose();
    this.current = undefined;
    await this.view.show(undefined);
  }

  async open(node: unknown): Promise<void> {
    const difference = this.differenceOf(node);
    if (this.current && difference) {
      await openDifference(this.services, this.current.request, difference);
    }
  }

  async restore(node: unknown): Promise<boolean> {
    const difference = this.differenceOf(node);
    return this.current && difference ? restoreKey(this.services, this.current.request, difference) : false;
  }

  async export(): Promise<void> {
    if (this.current) {
      await exportDifferences(this.current.list);
    }
  }

  async filter(): Promise<void> {
    const { current } = this;
    const text = current && (await askText(current.list));
    if (text !== undefined) {
      current?.setFilter({ ...current.list.filter, text });
    }
  }

  async filterKinds(): Promise<void> {
    const { current } = this;
    const kinds = current && (await askKinds(current.list));
    if (kinds) {
      current.setFilter({ ...current.list.filter, kinds });
    }
  }

  clearFilter(): void {
    this.current?.setFilter(noFilter);
  }

  /** Ends when the comparison does. */
  private async start(request: ComparisonRequest, filter = noFilter): Promise<void> {
    const { connections, log } = this.services;
    this.current?.dispose();
    const comparison = new Comparison(request, id => connections.reader(id));
    comparison.setFilter(filter);
    this.current = comparison;
    comparison.onDidChange(() => {
      if (this.current === comparison) {
        this.view.update();
      }
    });
    await this.view.show(comparison);
    await withProgress(comparison);
    const { state, progress } = comparison;
    if (state.kind === 'failed') {
      log.error('Comparing', state.error);
    } else if (progress) {
      const { leftRevision, rightRevision, compared, basis, found } = progress;
      log.info(
        `Compared ${request.left.connectionId} at ${leftRevision} with ${request.right.connectionId} at ${rightRevision} by ${basis}: ` +
          `${compared} keys, ${found.created} created, ${found.changed} changed, ${found.deleted} deleted (${state.kind})`,
      );
    }
  }

  private differenceOf(node: unknown): DifferenceNode['difference'] | undefined {
    const given = node ?? this.view.selection;
    return isDifferenceNode(given) ? given.difference : undefined;
  }

  /** One key is looked at again; after a write to a range everything is, as any number of keys may differ now. */
  private followChange(change: KeyChange): void {
    const { current } = this;
    if (!current?.isTouchedBy(change)) {
      return;
    }
    const following = change.rangeEnd === undefined ? current.compareAgain(change.key) : this.refresh();
    following.catch(error => {
      this.services.log.error('Following a change', error);
      void showError(this.services, error);
    });
  }

  /** Without one of its sides a comparison shows what nobody can look up any more. */
  private followConnections(): void {
    const { current } = this;
    const sides = current ? [current.request.left, current.request.right] : [];
    if (sides.some(({ connectionId }) => !this.services.connections.find(connectionId))) {
      this.clear().catch(error => this.services.log.error('Clearing a comparison', error));
    } else if (current) {
      this.view.update();
    }
  }
}

/** Runs a comparison under a notification that can cancel it. */
async function withProgress(comparison: Comparison): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Comparing keys'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (report, token) => {
    token.onCancellationRequested(() => comparison.cancel());
    let shown = 0;
    comparison.onDidChange(() => {
      const { compared = 0, total = 0 } = comparison.progress ?? {};
      const percent = total === 0 ? 0 : Math.floor((100 * compared) / total);
      report.report({ increment: Math.max(0, percent - shown), message: `${percent} %` });
      shown = Math.max(shown, percent);
    });
    await comparison.run();
  });
}

function isDifferenceNode(value: unknown): value is DifferenceNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'difference';
}
