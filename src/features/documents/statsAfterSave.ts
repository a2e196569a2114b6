import type { FileStat } from 'vscode';

/** Milliseconds in which VS Code asks for the stat of what it has just written. */
const timeToAsk = 5000;

/** Stats. More are not under way at once. */
const mostStats = 100;

/**
 * After a save, VS Code asks for the stat and takes it for that of its own text. Were that a newer one already, written by
 * someone else in between, it would never read it. So the first stat after a save describes what was saved.
 */
export class StatsAfterSave {
  private readonly stats = new Map<string, { readonly stat: FileStat; readonly until: number }>();

  put(uri: string, stat: FileStat): void {
    this.stats.delete(uri);
    this.stats.set(uri, { stat, until: Date.now() + timeToAsk });
    const [oldest] = this.stats.keys();
    if (this.stats.size > mostStats && oldest !== undefined) {
      this.stats.delete(oldest);
    }
  }

  take(uri: string): FileStat | undefined {
    const found = this.stats.get(uri);
    this.stats.delete(uri);
    return found && found.until > Date.now() ? found.stat : undefined;
  }
}
