import * as vscode from 'vscode';
import { keyText } from '../../core/keyspace/keyText';
import { errorSentence, errorSummary } from '../../host/errorSentences';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import type { PinView, WatchView } from '../../protocol/watch';
import type { EntryRows } from './entryRows';
import { stateView } from './stateView';
import type { Pin, WatchModel } from './watchModel';
import type { RunState } from './watchRun';
import { scopeText, type WatchScope } from './watchScope';

export interface ViewParts {
  readonly model: WatchModel;
  readonly state: RunState;
  readonly scope: WatchScope;
  readonly services: Services;
  /** Absent before the words for changes can be found. */
  readonly rows: EntryRows | undefined;
}

/** What stands around the list. */
export function watchView({ model, state, scope, services, rows }: ViewParts): WatchView {
  const { connections } = services;
  const configuration = connections.find(scope.connectionId)?.configuration;
  return {
    name: shortened(configuration?.name ?? scope.connectionId),
    scope: scopeText(scope),
    state: stateView(state, {
      l10n: vscode.l10n,
      now: Date.now(),
      sentence: error => errorSentence(error, connections),
      summary: errorSummary,
    }),
    filter: model.filter,
    isPaused: model.isPaused,
    isWritable: configuration !== undefined && configuration.readOnly !== true,
    resources: model.resources,
    namespaces: model.namespaces,
    pins: model.pins.map(pin => pinView(pin, rows)),
  };
}

function pinView({ id, key, count, latest }: Pin, rows: EntryRows | undefined): PinView {
  const [row] = latest && rows ? rows.rows([latest]).rows : [];
  return { id, key: shortened(keyText(key.subarray(0, 1000))), count, ...(row && { latest: row }) };
}
