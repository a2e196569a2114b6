import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { EditBases } from './editBases';
import type { DocumentLanguage } from './loadedDocument';
import { lookAtDocuments } from './lookAtDocuments';
import { isKeyDocument } from './openDocuments';

/** Languages that serve as well; the user may have set them. */
const equivalents: Readonly<Record<DocumentLanguage, readonly string[]>> = {
  yaml: ['yaml', 'dockercompose', 'github-actions-workflow'],
  json: ['json', 'jsonc', 'jsonl'],
  plaintext: ['plaintext'],
};

/** Gives each document the language of what it shows, once: what the user chooses afterwards stays. */
export function setDocumentLanguages(bases: EditBases, onFailed: (error: unknown) => void): Disposable {
  const given = new WeakMap<vscode.TextDocument, DocumentLanguage>();
  return lookAtDocuments(bases, document => {
    const language = bases.shownBy(document.uri.toString())?.facts?.language;
    if (!isKeyDocument(document) || language === undefined || given.get(document) === language) {
      return;
    }
    given.set(document, language);
    if (!equivalents[language].includes(document.languageId)) {
      vscode.languages.setTextDocumentLanguage(document, language).then(undefined, onFailed);
    }
  });
}
