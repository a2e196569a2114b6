import type * as vscode from 'vscode';
import type { OpenSnapshots } from '../../host/connections/snapshot/openSnapshots';
import type { Services } from '../../host/services';

/** `memory` keeps the files that were opened recently, in whichever window. */
export type SnapshotServices = Services & {
  readonly openSnapshots: OpenSnapshots;
  readonly memory: vscode.Memento;
};

/** The same for what opens documents: `statusChanges` has VS Code read one again. */
export type StatusServices = SnapshotServices & { readonly statusChanges: vscode.EventEmitter<vscode.Uri> };

/** Scheme of the read-only documents that say what a snapshot file is. */
export const statusScheme = 'etcd-snapshot';
