import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { keyScheme } from '../../host/ids';
import type { Services } from '../../host/services';

/** Fields of an object that mean another key lead to it: by hovering, and by "Go to Definition". */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  // The parser of YAML and the rules load with the first document that somebody points into.
  const load = () => import('./referenceProviders');
  disposables.add(
    vscode.languages.registerDefinitionProvider(
      { scheme: keyScheme },
      {
        provideDefinition: async (document, position, token) =>
          (await load()).provideDefinition(services, document, position, token),
      },
    ),
  );
  disposables.add(
    vscode.languages.registerHoverProvider(
      { scheme: keyScheme },
      {
        provideHover: async (document, position, token) =>
          (await load()).provideHover(services, document, position, token),
      },
    ),
  );
  return disposables;
}
