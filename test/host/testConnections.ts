/** The window's connections, set as a user would set them, and connected as soon as the extension has read them. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/host/ids';

/** Writes the setting; undefined removes it. */
export async function setConnections(entries: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration(settings.section)
    .update(settings.connections, entries, vscode.ConfigurationTarget.Global);
}

/**
 * Connects to what the setting says now. An earlier entry of the same id may still be in force for a moment and fail; one
 * that never connects fails the test by its time limit.
 */
export async function untilConnected(connectionId: string): Promise<void> {
  while (!(await connectSoon(connectionId))) {
    await sleep(50);
  }
}

/**
 * Connects, and answers whether that went well. The setting reaches the extension by itself, soon; a connection that
 * never comes fails the test by its time limit.
 */
export async function connectSoon(connectionId: string): Promise<boolean> {
  for (;;) {
    const result = await vscode.commands.executeCommand<boolean | undefined>(commands.connect, { connectionId });
    if (result !== undefined) {
      return result;
    }
    await sleep(50);
  }
}
