import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { keyText } from '../../core/keyspace/keyText';
import type { Connections } from '../../host/connections/connection';
import { isIncomplete } from '../../host/connections/snapshot/isIncomplete';
import { errorSentence } from '../../host/errorSentences';
import { contextKeys, views } from '../../host/ids';
import { shortened } from '../../host/messageText';
import { delimiterOf } from '../../host/settings';
import type { Comparison } from './comparison';
import { differenceItem } from './differenceItem';
import { mostListed } from './differenceList';
import { countsText } from './differenceLook';
import { DifferenceTree, type DifferenceTreeNode } from './differenceTree';
import { nameOf, sideText } from './sideText';

/** Differences that show without a click. */
const mostOpened = 200;

/** The view of the differences, which is there as long as a comparison is. */
export class DifferencesView implements Disposable, vscode.TreeDataProvider<DifferenceTreeNode> {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<undefined>());
  private readonly view: vscode.TreeView<DifferenceTreeNode>;
  private tree: DifferenceTree | undefined;
  private comparison: Comparison | undefined;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly connections: Connections) {
    this.view = this.disposables.add(
      vscode.window.createTreeView(views.differences, { treeDataProvider: this, showCollapseAll: true }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  get selection(): DifferenceTreeNode | undefined {
    return this.view.selection[0];
  }

  /** Shows a comparison from now on, or none. */
  async show(comparison: Comparison | undefined): Promise<void> {
    this.comparison = comparison;
    await vscode.commands.executeCommand('setContext', contextKeys.hasComparison, comparison !== undefined);
    this.update();
    if (comparison) {
      await vscode.commands.executeCommand(`${views.differences}.focus`);
    }
  }

  /** Takes over what the comparison has by now. */
  update(): void {
    const { comparison } = this;
    this.tree = comparison && this.treeOf(comparison);
    this.view.description = comparison && this.titleOf(comparison);
    this.view.message = comparison && this.messageOf(comparison);
    void vscode.commands.executeCommand(
      'setContext',
      contextKeys.comparisonIsFiltered,
      comparison?.list.isFiltered === true,
    );
    this.changes.fire(undefined);
  }

  getChildren(node?: DifferenceTreeNode): DifferenceTreeNode[] {
    return node && node.kind !== 'directory' ? [] : [...(this.tree?.children(node) ?? [])];
  }

  getTreeItem(node: DifferenceTreeNode): vscode.TreeItem {
    const { request } = this.comparison ?? {};
    return differenceItem(node, {
      isWritable: this.isWritable(request?.right.connectionId),
      opensDirectories: (this.comparison?.list.visible.length ?? 0) <= mostOpened,
      left: request ? nameOf(this.connections, request.left.connectionId) : '',
      right: request ? nameOf(this.connections, request.right.connectionId) : '',
    });
  }

  private treeOf({ request, list }: Comparison): DifferenceTree {
    const { connectionId } = request.right;
    const configuration = this.connections.find(connectionId)?.configuration;
    return new DifferenceTree(list.visible, connectionId, configuration ? delimiterOf(configuration) : '/');
  }

  private isWritable(connectionId: string | undefined): boolean {
    const configuration = connectionId === undefined ? undefined : this.connections.find(connectionId)?.configuration;
    return configuration !== undefined && !configuration.readOnly && !configuration.snapshot;
  }

  private titleOf(comparison: Comparison): string {
    const { left, right, prefix } = comparison.request;
    const sides = [
      sideText(this.connections, left.connectionId, comparison.revisionOf('left')),
      sideText(this.connections, right.connectionId, comparison.revisionOf('right')),
    ].join(' → ');
    return prefix.length === 0 ? sides : `${sides} · ${shortened(keyText(prefix))}`;
  }

  private messageOf({ request, state, progress, list }: Comparison): string | undefined {
    const { l10n } = vscode;
    const found = countsText({
      created: list.count('created'),
      changed: list.count('changed'),
      deleted: list.count('deleted'),
    });
    const filtered = list.isFiltered
      ? l10n.t('{0} of {1} pass the filter', numberText(list.visible.length), numberText(list.listed.length))
      : undefined;
    const unlisted =
      list.unlisted > 0
        ? l10n.t('{0} more beyond the {1} that are listed', numberText(list.unlisted), numberText(mostListed))
        : undefined;
    const sentence = {
      running: () =>
        progress
          ? l10n.t('Comparing: {0} of {1} keys. {2}', numberText(progress.compared), numberText(progress.total), found)
          : l10n.t('Comparing…'),
      done: () => (found === '' ? l10n.t('No differences in {0} keys.', numberText(keysOf(progress))) : found),
      cancelled: () => [l10n.t('Cancelled before the end.'), found].filter(part => part !== '').join(' '),
      failed: () => (state.kind === 'failed' ? errorSentence(state.error, this.connections) : ''),
    }[state.kind]();
    const whole = [sentence, unlisted, filtered].filter(part => part !== undefined).join(' · ');
    return [whole, ...this.incompleteNotes(request)].join(' · ');
  }

  /** What a damaged file lacks looks the same as what was deleted. */
  private incompleteNotes({ left, right }: Comparison['request']): string[] {
    const incomplete = [left, right].filter(({ connectionId }) => isIncomplete(this.connections.find(connectionId)));
    return incomplete.map(({ connectionId }) =>
      vscode.l10n.t(
        '⚠ {0} is damaged: keys that it seems to lack may only be unreadable, and others older than they were.',
        nameOf(this.connections, connectionId),
      ),
    );
  }
}

function keysOf(progress: Comparison['progress']): number {
  return progress?.compared ?? 0;
}

function numberText(count: number): string {
  return count.toLocaleString(vscode.env.language);
}
