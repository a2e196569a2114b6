import * as vscode from 'vscode';
import type { DifferenceKind } from '../../core/keyspace/compare/keyDifference';
import { pickSeveral } from '../../host/pickSeveral';
import { type DifferenceList, differenceKinds } from './differenceList';
import { differenceLooks } from './differenceLook';

/** Part of the keys to show; undefined when the question was closed. */
export async function askText({ filter }: DifferenceList): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Differences'),
    prompt: vscode.l10n.t('Part of a key; * for any characters, ? for one. Nothing at all shows every key.'),
    value: filter.text,
  });
}

/** The kinds to show, all where none was chosen; undefined when the question was closed. */
export async function askKinds(list: DifferenceList): Promise<ReadonlySet<DifferenceKind> | undefined> {
  const items = differenceKinds.map(difference => ({
    label: differenceLooks[difference].word(),
    description: list.count(difference).toLocaleString(vscode.env.language),
    picked: list.filter.kinds.has(difference),
    difference,
  }));
  const chosen = await pickSeveral(items, {
    title: vscode.l10n.t('Filter Differences'),
    placeholder: vscode.l10n.t('Choose what is shown'),
  });
  return chosen && new Set(chosen.length === 0 ? differenceKinds : chosen.map(({ difference }) => difference));
}
