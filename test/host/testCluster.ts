/** A real cluster that the window is connected to, and hands on the window's documents and dialogs. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import type { KeyValue } from '../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../src/core/etcd';
import { extensionId } from '../../src/host/ids';
import { uriFromKey } from '../../src/host/keyUri';
import { type RunningEtcd, startEtcd } from '../support/etcd';
import { skip } from '../support/skip';
import { setConnections, untilConnected } from './testConnections';

export interface TestCluster {
  readonly etcd: RunningEtcd;
  /** Somebody else: writes behind the window's back. */
  readonly store: EtcdStore;
  put(key: string | Uint8Array, value: string | Uint8Array): ReturnType<EtcdStore['put']>;
  get(key: string | Uint8Array): ReturnType<EtcdStore['get']>;
  stop(): Promise<void>;
}

const bytesOf = (text: string | Uint8Array) => (typeof text === 'string' ? bytesFromText(text) : text);

/** Starts an etcd and connects the window to it, as `writable`, as `frozen` (read-only) and as `production`. */
export async function startTestCluster(): Promise<TestCluster> {
  const etcd = await startEtcd();
  const store = await openEtcd({ endpoints: etcd.endpoints });
  const { endpoints } = etcd;
  await vscode.extensions.getExtension(extensionId)?.activate();
  await setConnections([
    { id: 'writable', name: 'Writable', endpoints },
    { id: 'frozen', name: 'Frozen', endpoints, readOnly: true },
    { id: 'production', name: 'Production', endpoints, production: true },
  ]);
  for (const connectionId of ['writable', 'frozen', 'production']) {
    await untilConnected(connectionId);
  }
  return {
    etcd,
    store,
    put: (key, value) => store.put(bytesOf(key), bytesOf(value)),
    get: key => store.get(bytesOf(key)),
    stop: async () => {
      await closeEditors();
      await setConnections(undefined);
      store.close();
      await etcd.stop();
    },
  };
}

/** Closes all editors, and drops what is unsaved in them. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
}

export function uriOf(key: string | Uint8Array, connectionId = 'writable'): vscode.Uri {
  return uriFromKey({ connectionId, key: bytesOf(key) });
}

export async function openEditor(uri: vscode.Uri): Promise<vscode.TextDocument> {
  return (await vscode.window.showTextDocument(uri, { preview: false })).document;
}

/** Replaces the document's text as an edit would, and leaves it unsaved. */
export async function type(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

/** Waits for what VS Code does in its own time; a condition that never holds fails the test by its time limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await sleep(20);
  }
}

export function valueText(keyValue: KeyValue | undefined): string | undefined {
  return keyValue && Buffer.from(keyValue.value).toString();
}

interface Dialog {
  readonly message: string;
  readonly detail: string;
  readonly choices: readonly string[];
}

/**
 * Stands in for the person before the screen: VS Code refuses modal dialogs while tests run. Answers each dialog with the
 * next of the answers, undefined for closing it, and returns the dialogs that showed.
 */
export async function answering<T>(
  context: Mocha.Context,
  answers: readonly (string | undefined)[],
  task: () => Promise<T>,
): Promise<{ readonly result: T; readonly dialogs: readonly Dialog[] }> {
  if (process.env.ETCDSCOPE_HOST_EXTENSION === 'packaged') {
    skip(context, 'dialogs can only be answered for an extension under development');
  }
  const dialogs: Dialog[] = [];
  const rest = [...answers];
  const original = vscode.window.showWarningMessage;
  const answer = async (message: string, { detail = '' }: vscode.MessageOptions, ...choices: readonly string[]) => {
    dialogs.push({ message, detail, choices });
    const chosen = rest.shift();
    assert.ok(chosen === undefined || choices.includes(chosen), `${chosen} is not among ${choices.join(', ')}`);
    return chosen;
  };
  Object.assign(vscode.window, { showWarningMessage: answer });
  try {
    const result = await task();
    assert.deepEqual(rest, [], 'dialogs that never showed');
    return { result, dialogs };
  } finally {
    Object.assign(vscode.window, { showWarningMessage: original });
  }
}
