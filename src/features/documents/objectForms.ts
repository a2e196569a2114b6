import * as vscode from 'vscode';
import { settings } from '../../host/ids';
import type { ObjectForm } from './documentFormat';

/** Documents. Each is open while it is here; one that falls out shows again what the settings say. */
const mostDocuments = 200;

/**
 * Which form the objects of documents take: that of the settings, except where the user asked to see the managedFields
 * of a document, or to hide them. That is a state of the window and not of the URI, so that a key keeps one document
 * that can be edited; its form at the time is kept with the text (Edition), and a save goes by that.
 */
export class ObjectForms {
  /** Whether they are hidden, by the URI of a key's own document; latest last. */
  private readonly hidden = new Map<string, boolean>();

  formOf(uri: vscode.Uri): ObjectForm {
    const configuration = vscode.workspace.getConfiguration(settings.section);
    return {
      language: configuration.get<unknown>(settings.kubernetesLanguage) === 'json' ? 'json' : 'yaml',
      hideManagedFields:
        this.hidden.get(idOf(uri)) ?? configuration.get<unknown>(settings.kubernetesHideManagedFields) !== false,
    };
  }

  hideManagedFields(uri: vscode.Uri, hide: boolean): void {
    this.hidden.delete(idOf(uri));
    this.hidden.set(idOf(uri), hide);
    const [oldest] = this.hidden.keys();
    if (this.hidden.size > mostDocuments && oldest !== undefined) {
      this.hidden.delete(oldest);
    }
  }

  forget(uri: vscode.Uri): void {
    this.hidden.delete(idOf(uri));
  }
}

/** The same for the key's past and its other forms, which are compared with its document. */
function idOf(uri: vscode.Uri): string {
  return uri.with({ query: '' }).toString();
}
