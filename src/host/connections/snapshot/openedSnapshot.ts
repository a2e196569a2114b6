import type { SnapshotStore } from '../../../core/snapshot';

/**
 * What happened to a file since it was opened: `shorter` and `written` are of the file itself, `replaced` and `deleted` of
 * its name. What was opened can still be read after these two, for as long as it stays open.
 */
export type FileChange = 'written' | 'shorter' | 'replaced' | 'deleted';

/** A snapshot file that is open. */
export interface OpenedSnapshot {
  readonly store: SnapshotStore;
  /** The database itself: where the snapshot came compressed, the unpacked copy, which goes when it is closed. */
  readonly databasePath: string;
  /** Absent as long as the file is as it was opened. */
  readonly change: FileChange | undefined;
}
