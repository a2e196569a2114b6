import { homedir } from 'node:os';
import { basename, dirname, sep } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import type { SnapshotEntry } from '../../host/connections/snapshot/openSnapshots';
import { forgetSnapshot, recentSnapshots } from './recentSnapshots';

interface FileItem extends vscode.QuickPickItem {
  /** Absent for the way to the file dialog. */
  readonly entry?: SnapshotEntry;
}

/** Offers the files of before, and a dialog for any other. Undefined when the user declines. */
export async function chooseFile(memory: vscode.Memento): Promise<vscode.Uri | undefined> {
  if (recentSnapshots(memory).length === 0) {
    return askForFile();
  }
  const item = await pickRecent(memory);
  return item?.entry ? vscode.Uri.file(item.entry.path) : item && askForFile();
}

async function askForFile(): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Snapshot File'),
    openLabel: vscode.l10n.t('Open Snapshot'),
    filters: { [vscode.l10n.t('Snapshots of etcd')]: ['db', 'gz'], [vscode.l10n.t('All Files')]: ['*'] },
  });
  return files?.[0];
}

function pickRecent(memory: vscode.Memento): Promise<FileItem | undefined> {
  const disposables = new DisposableStore();
  const pick = disposables.add(vscode.window.createQuickPick<FileItem>());
  const forget: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('close'),
    tooltip: vscode.l10n.t('Remove from This List'),
  };
  const show = () => {
    const recent = recentSnapshots(memory).map(
      (entry): FileItem => ({
        label: basename(entry.path),
        description: shortPath(dirname(entry.path)),
        iconPath: new vscode.ThemeIcon('archive'),
        buttons: [forget],
        entry,
      }),
    );
    pick.items = [
      { label: vscode.l10n.t('Choose a File…'), iconPath: new vscode.ThemeIcon('folder-opened'), alwaysShow: true },
      { label: vscode.l10n.t('recently opened'), kind: vscode.QuickPickItemKind.Separator },
      ...recent,
    ];
  };
  pick.title = vscode.l10n.t('Open Snapshot File');
  pick.placeholder = vscode.l10n.t('A file of etcdctl snapshot save, or the db file of a data directory');
  pick.matchOnDescription = true;
  show();
  return new Promise(resolve => {
    disposables.add(
      pick.onDidTriggerItemButton(async ({ item }) => {
        await forgetSnapshot(memory, item.entry?.id ?? '');
        show();
      }),
    );
    disposables.add(
      pick.onDidAccept(() => {
        resolve(pick.activeItems[0]);
        pick.hide();
      }),
    );
    disposables.add(
      pick.onDidHide(() => {
        resolve(undefined);
        disposables.dispose();
      }),
    );
    pick.show();
  });
}

/** With `~` for the home directory, as shells have it. */
function shortPath(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
