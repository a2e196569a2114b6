import * as vscode from 'vscode';
import { isEtcdscopeError } from '../core/base/errors';
import type { Connections } from './connections/connection';
import { errorTexts } from './errorSentenceTable';
import { errorSubject } from './errorSubject';
import { withoutLinks } from './messageText';

/** What happened, to which cluster and key, and what can be done, for a notification. */
export function errorSentence(error: unknown, connections: Pick<Connections, 'all'>): string {
  if (!isEtcdscopeError(error)) {
    return vscode.l10n.t('Something went wrong inside etcdscope. The log has more.');
  }
  const subject = errorSubject(error, connections, vscode.l10n);
  const sentence = errorTexts(vscode.l10n)[error.code].sentence(subject);
  return withoutLinks(
    subject.fact('outcome') === 'unknown'
      ? `${sentence} ${vscode.l10n.t('Whether the write was done is not known: look before you repeat it.')}`
      : sentence,
  );
}

/** A few words, for a row of the tree. */
export function errorSummary(error: unknown): string {
  return isEtcdscopeError(error) ? errorTexts(vscode.l10n)[error.code].summary : vscode.l10n.t('internal error');
}
