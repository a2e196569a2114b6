import type { AtRestValues } from './atRest/atRestValues';
import type { Connections } from './connections/connection';
import type { HeldValues } from './heldValues';
import type { KeyChanges } from './keyChanges';
import type { Log } from './log';

/** What every feature is given. Built once by `activate`, in order, by hand. */
export interface Services {
  readonly extensionUri: import('vscode').Uri;
  readonly log: Log;
  readonly connections: Connections;
  readonly keyChanges: KeyChanges;
  readonly atRest: AtRestValues;
  readonly heldValues: HeldValues;
}
