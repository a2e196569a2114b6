import type * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import {
  type FieldPlace,
  type LocatedObject,
  locateFields,
  mostLocated,
  placeAt,
  type Reference,
  referencesAt,
  referencesOf,
} from '../../core/kubernetes/references';
import { type DocumentTarget, targetFromUri } from '../../host/keyUri';

/** What somebody points at in a document. */
export interface PointedReferences {
  readonly target: DocumentTarget;
  readonly place: FieldPlace;
  /** At least one. */
  readonly references: readonly Reference[];
}

interface ParsedDocument {
  readonly version: number;
  readonly located: LocatedObject | undefined;
  readonly references: readonly Reference[];
}

/** Languages in which a document is another's bytes or a text of its own: not worth parsing. */
const isReadable = (languageId: string) => /yaml|json|compose|workflow/.test(languageId);

/** One version of each document, for as long as VS Code keeps the document. */
const parsed = new WeakMap<vscode.TextDocument, ParsedDocument>();

/** The references at a position, as far as the text can be read; undefined where there are none. */
export function referencesAtPosition(
  document: vscode.TextDocument,
  position: vscode.Position,
): PointedReferences | undefined {
  const target = targetOf(document.uri);
  if (!target || !isReadable(document.languageId)) {
    return undefined;
  }
  const { located, references } = parse(document, target);
  const place = located && placeAt(located, document.offsetAt(position));
  const meant = place ? referencesAt(references, place) : [];
  return place && meant.length > 0 ? { target, place, references: meant } : undefined;
}

function parse(document: vscode.TextDocument, { key }: DocumentTarget): ParsedDocument {
  const known = parsed.get(document);
  if (known?.version === document.version) {
    return known;
  }
  const text = document.getText();
  // Only objects of Kubernetes have both, and most other texts neither.
  const isObject = text.length <= mostLocated && text.includes('apiVersion') && text.includes('kind');
  const located = isObject ? locateFields(text) : undefined;
  const fresh = {
    version: document.version,
    located,
    references: located ? referencesOf(located.object, { key }) : [],
  };
  parsed.set(document, fresh);
  return fresh;
}

/** Undefined for a URI that somebody made up. */
function targetOf(uri: vscode.Uri): DocumentTarget | undefined {
  try {
    return targetFromUri(uri);
  } catch (error) {
    if (hasCode(error, 'key.invalid')) {
      return undefined;
    }
    throw error;
  }
}
