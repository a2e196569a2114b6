import { setImmediate as turn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bytesFromText } from '../../core/base/bytes';
import { throwIfAborted } from '../../core/base/limiter';
import { tellProgress } from '../../host/tellProgress';

/** Lines between which other work gets its turn: words are found for each. */
const linesAtOnce = 100;

export interface EventLines {
  readonly lines: AsyncIterable<string>;
  readonly count: number;
  /** What the events are of. */
  readonly name: string;
}

/**
 * Asks for a file, writes the lines to it and opens it; nothing where no file was chosen.
 * @throws EtcdscopeError `cancelled`; nothing is written then.
 */
export async function saveEvents({ lines, count, name }: EventLines): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Events'),
    filters: { [vscode.l10n.t('JSON lines')]: ['jsonl'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, fileNameOf(name)) }),
  });
  if (!uri) {
    return;
  }
  const written = await tellProgress(vscode.l10n.t('Exporting events'), undefined, async (report, signal) => {
    const made: string[] = [];
    for await (const line of lines) {
      throwIfAborted(signal);
      made.push(line);
      if (made.length % linesAtOnce === 0) {
        report({ share: made.length / count, step: vscode.l10n.t('Finding out what changed…') });
        await turn();
      }
    }
    return made;
  });
  await vscode.workspace.fs.writeFile(uri, bytesFromText(written.join('')));
  await vscode.window.showTextDocument(uri, { preview: true });
}

function fileNameOf(name: string): string {
  return `watch-${name.replace(/[^\w.-]+/g, '-').slice(0, 60) || 'events'}.jsonl`;
}
