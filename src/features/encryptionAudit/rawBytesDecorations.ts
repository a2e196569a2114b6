import * as vscode from 'vscode';
import type { DisposableStore } from '../../core/base/disposable';
import { type Tone, type ToneRange, toneNames } from './rawBytesText';

/** By URI, of documents that may be on screen; the oldest goes first. */
const rangesByUri = new Map<string, readonly ToneRange[]>();
const mostRemembered = 50;

const colors: Readonly<Record<Tone, string | undefined>> = {
  name: 'charts.blue',
  nonce: 'charts.yellow',
  tag: 'charts.purple',
  key: 'charts.green',
  ciphertext: 'descriptionForeground',
  readable: 'charts.red',
  other: undefined,
};

let types: Readonly<Record<Tone, vscode.TextEditorDecorationType>> | undefined;

export function rememberRanges(uri: vscode.Uri, ranges: readonly ToneRange[]): void {
  rangesByUri.delete(uri.toString());
  rangesByUri.set(uri.toString(), ranges);
  for (const oldest of rangesByUri.keys()) {
    if (rangesByUri.size > mostRemembered) {
      rangesByUri.delete(oldest);
    }
  }
}

/** Colours the runs of bytes. The words beside them say the same. */
export function decorateRawBytes(editors: readonly vscode.TextEditor[], disposables: DisposableStore): void {
  types ??= createTypes(disposables);
  for (const editor of editors) {
    const ranges = rangesByUri.get(editor.document.uri.toString()) ?? [];
    for (const tone of toneNames) {
      const shown = ranges.filter(range => range.tone === tone);
      editor.setDecorations(
        types[tone],
        shown.map(({ line, start, end }) => new vscode.Range(line, start, line, end)),
      );
    }
  }
}

function createTypes(disposables: DisposableStore): Readonly<Record<Tone, vscode.TextEditorDecorationType>> {
  const create = (tone: Tone) => {
    const color = colors[tone];
    return disposables.add(
      vscode.window.createTextEditorDecorationType({
        ...(color !== undefined && { color: new vscode.ThemeColor(color) }),
        ...(tone === 'readable' && { fontWeight: 'bold', overviewRulerColor: new vscode.ThemeColor('charts.red') }),
      }),
    );
  };
  return {
    name: create('name'),
    nonce: create('nonce'),
    tag: create('tag'),
    key: create('key'),
    ciphertext: create('ciphertext'),
    readable: create('readable'),
    other: create('other'),
  };
}
