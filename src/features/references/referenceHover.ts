import * as vscode from 'vscode';
import { keyText } from '../../core/keyspace/keyText';
import type { Reference } from '../../core/kubernetes/references';
import { shortened } from '../../host/messageText';
import type { ObjectDetails } from '../../host/objectDetails';
import { detailSentences } from '../../host/objectDetailTexts';

/** A reference, and what is known of the key that it means. */
export interface ReferenceState {
  readonly reference: Reference;
  readonly state:
    | { readonly kind: 'exists'; readonly key: Uint8Array; readonly details?: ObjectDetails }
    | { readonly kind: 'missing'; readonly revision: bigint | undefined }
    | { readonly kind: 'notConnected' }
    | { readonly kind: 'unknown'; readonly summary: string };
}

/** Names and keys come from the cluster: all of them are shown as text, never as Markdown. */
export function referenceHover(states: readonly ReferenceState[], now: number): vscode.MarkdownString[] {
  return states.map(({ reference, state }) => {
    const { kind, name, namespace, keys } = reference;
    const text = new vscode.MarkdownString('', true);
    text.appendMarkdown('**').appendText(shortened(kind)).appendMarkdown('** ').appendText(shortened(name));
    if (namespace !== undefined && kind !== 'Namespace' && keyNames(keys[0], namespace)) {
      text.appendMarkdown(' · ').appendText(shortened(namespace));
    }
    const key = state.kind === 'exists' ? state.key : keys[0];
    if (key) {
      text.appendCodeblock(shortened(keyText(key)), 'text');
    }
    for (const [index, sentence] of sentencesOf(state, now).entries()) {
      text.appendMarkdown(index === 0 ? `$(${iconOf(state)}) ` : ' · ').appendText(sentence);
    }
    return text;
  });
}

/** Whether the object is in the namespace: the kinds that are in none are named with one as well. */
function keyNames(key: Uint8Array | undefined, namespace: string): boolean {
  return key !== undefined && keyText(key).includes(`/${namespace}/`);
}

function iconOf({ kind }: ReferenceState['state']): string {
  switch (kind) {
    case 'exists':
      return 'pass';
    case 'missing':
      return 'warning';
    case 'notConnected':
      return 'debug-disconnect';
    case 'unknown':
      return 'question';
  }
}

function sentencesOf(state: ReferenceState['state'], now: number): readonly string[] {
  switch (state.kind) {
    case 'exists':
      return [vscode.l10n.t('Exists'), ...(state.details ? detailSentences(state.details, now) : [])];
    case 'missing':
      return [
        state.revision === undefined
          ? vscode.l10n.t('There is no such key')
          : vscode.l10n.t('There was no such key at revision {0}', String(state.revision)),
      ];
    case 'notConnected':
      return [vscode.l10n.t('Not connected, so it is not known whether it exists')];
    case 'unknown':
      return [vscode.l10n.t('Whether it exists could not be found out: {0}', state.summary)];
  }
}
