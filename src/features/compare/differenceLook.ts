import * as vscode from 'vscode';
import type { DifferenceKind } from '../../core/keyspace/compare/keyDifference';
import type { KindCounts } from './differenceTree';

interface Look {
  /** As git has it. */
  readonly letter: string;
  readonly icon: string;
  readonly color: string;
  /** What became of the key. */
  readonly word: () => string;
}

/** Differences look as changes of files do, so that nobody has to learn them. */
export const differenceLooks: Readonly<Record<DifferenceKind, Look>> = {
  created: {
    letter: 'A',
    icon: 'diff-added',
    color: 'gitDecoration.addedResourceForeground',
    word: () => vscode.l10n.t('created'),
  },
  changed: {
    letter: 'M',
    icon: 'diff-modified',
    color: 'gitDecoration.modifiedResourceForeground',
    word: () => vscode.l10n.t('changed'),
  },
  deleted: {
    letter: 'D',
    icon: 'diff-removed',
    color: 'gitDecoration.deletedResourceForeground',
    word: () => vscode.l10n.t('deleted'),
  },
};

/** "3 created, 1 deleted"; what there is none of is left out. */
export function countsText({ created, changed, deleted }: KindCounts): string {
  const number = (count: number) => count.toLocaleString(vscode.env.language);
  return [
    created === 0 ? undefined : vscode.l10n.t('{0} created', number(created)),
    changed === 0 ? undefined : vscode.l10n.t('{0} changed', number(changed)),
    deleted === 0 ? undefined : vscode.l10n.t('{0} deleted', number(deleted)),
  ]
    .filter(part => part !== undefined)
    .join(', ');
}
