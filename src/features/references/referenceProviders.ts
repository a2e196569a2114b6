/** What "Go to Definition" and a hover over a field answer. Neither connects: pointing at a text must not reach out. */
import * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { readKey } from '../../core/keyspace/readKey';
import { openDetails } from '../../host/atRest/openDetails';
import { errorSummary } from '../../host/errorSentences';
import { uriFromKey } from '../../host/keyUri';
import { loadKubernetes } from '../../host/lazy';
import type { Services } from '../../host/services';
import { type PointedReferences, referencesAtPosition } from './documentReferences';
import { type FoundReference, type LookUpOptions, lookUpReferences } from './lookUpReferences';
import { type ReferenceState, referenceHover } from './referenceHover';

/** References of one hover whose objects are read; of more only the existence shows. */
const mostRead = 3;

/** The documents of the keys that exist. */
export async function provideDefinition(
  services: Services,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<vscode.LocationLink[] | undefined> {
  const pointed = referencesAtPosition(document, position);
  const reader = pointed && connectedReader(services, pointed);
  if (!pointed || !reader) {
    return undefined;
  }
  const { connectionId, revision } = pointed.target;
  const originSelectionRange = rangeOf(document, pointed);
  const found = await lookingUp(services, token, signal =>
    lookUpReferences(reader, pointed.references, { revision, signal }),
  );
  return found.kind === 'answer'
    ? found.answer.flatMap(({ key }) =>
        key === undefined
          ? []
          : {
              originSelectionRange,
              targetUri: uriFromKey({ connectionId, key }, { ...(revision !== undefined && { revision }) }),
              targetRange: new vscode.Range(0, 0, 0, 0),
            },
      )
    : undefined;
}

/** The keys that are meant, whether they exist, and what their objects' metadata say. */
export async function provideHover(
  services: Services,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<vscode.Hover | undefined> {
  const pointed = referencesAtPosition(document, position);
  if (!pointed) {
    return undefined;
  }
  const states = await statesOf(services, pointed, token);
  const shown = states.filter(({ reference, state }) => state.kind === 'exists' || !reference.isGuess);
  if (token.isCancellationRequested || shown.length === 0) {
    return undefined;
  }
  return new vscode.Hover(referenceHover(shown, Date.now()), rangeOf(document, pointed));
}

async function statesOf(
  services: Services,
  pointed: PointedReferences,
  token: vscode.CancellationToken,
): Promise<readonly ReferenceState[]> {
  const { references, target } = pointed;
  const reader = connectedReader(services, pointed);
  if (!reader) {
    return references.map(reference => ({ reference, state: { kind: 'notConnected' } }));
  }
  const result = await lookingUp(services, token, async signal => {
    const options = { revision: target.revision, signal };
    const found = await lookUpReferences(reader, references, options);
    return describeAll(services, target.connectionId, reader, found, options);
  });
  switch (result.kind) {
    case 'answer':
      return result.answer;
    case 'failure':
      return references.map(reference => ({ reference, state: { kind: 'unknown', summary: result.summary } }));
    default:
      return [];
  }
}

function describeAll(
  { atRest }: Services,
  connectionId: string,
  reader: KeyspaceReader,
  found: readonly FoundReference[],
  options: LookUpOptions,
): Promise<readonly ReferenceState[]> {
  const read = found.filter(({ key }) => key).slice(0, mostRead);
  return Promise.all(
    found.map(async (item): Promise<ReferenceState> => {
      const { reference, key } = item;
      if (!key) {
        return { reference, state: { kind: 'missing', revision: options.revision } };
      }
      const keyValue = read.includes(item) ? await readKey(reader, key, options) : undefined;
      const details =
        keyValue &&
        (await openDetails({ connectionId, key }, keyValue.value, { atRest, tools: await loadKubernetes() }, options));
      return { reference, state: { kind: 'exists', key, ...(details && { details }) } };
    }),
  );
}

type Result<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'failure'; readonly summary: string }
  | { readonly kind: 'cancelled' };

/** Ends with the token. A failure goes to the log: nobody asked for more than a look. */
async function lookingUp<T>(
  { log }: Services,
  token: vscode.CancellationToken,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<Result<T>> {
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  try {
    return { kind: 'answer', answer: await task(controller.signal) };
  } catch (error) {
    if (hasCode(error, 'cancelled')) {
      return { kind: 'cancelled' };
    }
    log.error('Looking up a reference', error);
    return { kind: 'failure', summary: errorSummary(error) };
  } finally {
    listener.dispose();
  }
}

function connectedReader({ connections }: Services, { target }: PointedReferences): KeyspaceReader | undefined {
  const state = connections.find(target.connectionId)?.state;
  return state?.kind === 'connected' ? state.reader : undefined;
}

function rangeOf(document: vscode.TextDocument, { place }: PointedReferences): vscode.Range {
  return new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
}
