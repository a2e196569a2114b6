import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';

/** What VS Code's calls are handed on to: a file system whose changes are told by {@link LazyFileSystem}. */
export type LoadedFileSystem = Omit<vscode.FileSystemProvider, 'onDidChangeFile' | 'watch' | 'copy'>;

/** Stands for the file system of keys from activation on; the real one loads when VS Code first asks for something. */
export class LazyFileSystem implements vscode.FileSystemProvider, Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  readonly onDidChangeFile = this.changes.event;

  constructor(private readonly load: () => Promise<LoadedFileSystem>) {}

  dispose(): void {
    this.changes.dispose();
  }

  fireChanges(changes: vscode.FileChangeEvent[]): void {
    this.changes.fire(changes);
  }

  /** VS Code is told of what this window writes and of new connections, whatever it asks to watch. */
  watch(): Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return (await this.load()).stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.load()).readFile(uri);
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    options: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    await (await this.load()).writeFile(uri, content, options);
  }

  async delete(uri: vscode.Uri, options: { readonly recursive: boolean }): Promise<void> {
    await (await this.load()).delete(uri, options);
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return (await this.load()).readDirectory(uri);
  }

  async rename(from: vscode.Uri, to: vscode.Uri, options: { readonly overwrite: boolean }): Promise<void> {
    await (await this.load()).rename(from, to, options);
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await (await this.load()).createDirectory(uri);
  }
}
