import * as vscode from 'vscode';
import { loadKubernetes } from '../../host/lazy';
import { withoutLinks } from '../../host/messageText';
import type { Services } from '../../host/services';
import { recentRevision } from './recentRevision';
import type { WatchStart } from './watchRun';
import { scopeText, type WatchScope } from './watchScope';

/** Milliseconds that "a while ago" goes back: what an API server keeps of the history (its compaction interval). */
const recent = 5 * 60 * 1000;

type Choice = 'now' | 'recent' | 'oldest' | 'revision';

/** From when on to watch; undefined when the question was closed. */
export async function askStart(services: Services, scope: WatchScope): Promise<WatchStart | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly choice: Choice })[] = [
    { choice: 'now', label: vscode.l10n.t('From Now On'), iconPath: new vscode.ThemeIcon('play') },
    {
      choice: 'recent',
      label: vscode.l10n.t('The Last Five Minutes'),
      detail: vscode.l10n.t('Found by the times in the Leases of Kubernetes, as far as history reaches'),
      iconPath: new vscode.ThemeIcon('history'),
    },
    {
      choice: 'oldest',
      label: vscode.l10n.t('From the Oldest Revision Left'),
      detail: vscode.l10n.t('All of the history that was not compacted yet'),
      iconPath: new vscode.ThemeIcon('archive'),
    },
    {
      choice: 'revision',
      label: vscode.l10n.t('From a Revision…'),
      iconPath: new vscode.ThemeIcon('symbol-number'),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Watch {0}', scopeText(scope)),
    placeHolder: vscode.l10n.t('From when on?'),
  });
  switch (picked?.choice) {
    case 'now':
      return { from: 'now' };
    case 'oldest':
      return { from: 'oldest' };
    case 'recent':
      return findRecent(services, scope.connectionId);
    case 'revision':
      return askRevision();
    default:
      return undefined;
  }
}

async function findRecent({ connections }: Services, connectionId: string): Promise<WatchStart | undefined> {
  const search = async (_progress: unknown, token: vscode.CancellationToken) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      const [reader, { decodeValue }] = await Promise.all([connections.reader(connectionId), loadKubernetes()]);
      return await recentRevision(reader, recent, decodeValue, controller.signal);
    } finally {
      subscription.dispose();
    }
  };
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Looking for the revision of five minutes ago');
  const found = await vscode.window.withProgress({ location, title, cancellable: true }, search);
  if (found) {
    return { from: 'revision', revision: found.revision };
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'etcd keeps no times, and there are no Leases of Kubernetes here that would tell them. The watch begins at the oldest revision that is left.',
    ),
  );
  return { from: 'oldest' };
}

async function askRevision(): Promise<WatchStart | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Watch from a Revision'),
    prompt: vscode.l10n.t('The first revision to show. If it was compacted, the panel says what is left.'),
    validateInput: text =>
      revisionFromInput(text) === undefined
        ? withoutLinks(vscode.l10n.t('A revision is a whole number above 0.'))
        : undefined,
  });
  const revision = typed === undefined ? undefined : revisionFromInput(typed);
  return revision === undefined ? undefined : { from: 'revision', revision };
}

/** etcd's revisions are signed 64-bit numbers from 1 on; grouping as in `1 234` is let through. */
export function revisionFromInput(text: string): bigint | undefined {
  const digits = text.replace(/[\s,._']/g, '');
  return /^[1-9]\d{0,17}$/.test(digits) ? BigInt(digits) : undefined;
}
