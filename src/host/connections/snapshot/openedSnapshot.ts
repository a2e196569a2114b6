import type { SnapshotStore } from '../../../core/snapshot';

/** What happened to a file since it was opened: `shorter` and `written` are of the file itself, `replaced` of its name. */
export type FileChange = 'written' | 'shorter' | 'replaced';

/** A snapshot file that is open. */
export interface OpenedSnapshot {
  readonly store: SnapshotStore;
  /** The database itself: where the snapshot came compressed, the unpacked copy, which goes when it is closed. */
  readonly databasePath: string;
  /** Absent as long as the file is as it was opened. */
  readonly change: FileChange | undefined;
}
