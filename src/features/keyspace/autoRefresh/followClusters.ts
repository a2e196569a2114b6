import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../core/base/disposable';
import type { EtcdStore } from '../../../core/etcd';
import type { Services } from '../../../host/services';
import { refreshesItself } from '../../../host/settings';
import type { KeyspaceView } from '../keyspaceView';
import { isParentNode } from '../locateRow';
import type { ParentNode, TreeNode } from '../treeNode';
import { registerMarkDecorations } from './markDecorations';
import { TreeFollower } from './treeFollower';

interface Following {
  readonly store: EtcdStore;
  readonly follower: TreeFollower;
}

/** Auto-refresh: one watch for each connected cluster, as long as the user wants it and the view shows. */
export function followClusters(view: KeyspaceView, services: Services): Disposable {
  const { connections, log } = services;
  const { model, tree } = view;
  const disposables = new DisposableStore();
  const following = new Map<string, Following>();
  const collapsed = new WeakSet<TreeNode>();

  const stop = (id: string) => {
    following.get(id)?.follower.dispose();
    following.delete(id);
  };
  const start = (id: string, store: EtcdStore) => {
    const follower = new TreeFollower(store, {
      loaded: () => model.loadedTree(id),
      isCollapsed: (node: ParentNode) => collapsed.has(node),
      show: node => model.show(node),
      showRows: rows => model.showRows(rows),
      readAgain: (loaded, parent, rows) => model.readAgain(loaded, parent, rows),
      logProblem: error => log.error('Auto-refresh', error),
    });
    following.set(id, { store, follower });
  };
  const update = () => {
    const wanted = new Map<string, EtcdStore>();
    if (refreshesItself() && tree.visible) {
      for (const { configuration, state, browsedRevision } of connections.all) {
        if (state.kind === 'connected' && state.store && browsedRevision === undefined) {
          wanted.set(configuration.id, state.store);
        }
      }
    }
    for (const [id, { store }] of following) {
      if (wanted.get(id) !== store) {
        stop(id);
      }
    }
    for (const [id, store] of wanted) {
      if (!following.has(id)) {
        start(id, store);
      }
    }
  };

  disposables.add(registerMarkDecorations());
  disposables.add(tree.onDidChangeVisibility(update));
  disposables.add(connections.onDidChangeState(update));
  disposables.add(connections.onDidChangeList(update));
  disposables.add(vscode.workspace.onDidChangeConfiguration(update));
  disposables.add(tree.onDidCollapseElement(({ element }) => isParentNode(element) && collapsed.add(element)));
  disposables.add(tree.onDidExpandElement(({ element }) => collapsed.delete(element)));
  disposables.add({
    dispose: () => {
      for (const id of [...following.keys()]) {
        stop(id);
      }
    },
  });
  update();
  return disposables;
}
