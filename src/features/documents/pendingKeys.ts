/** Keys. Each belongs to an open editor, and is forgotten with it. */
const mostPending = 200;

/**
 * URIs of documents for keys that do not exist yet: they open empty, and nothing is written before the first save, which
 * then demands that the key still does not exist.
 */
export class PendingKeys {
  private readonly uris = new Set<string>();

  add(uri: string): void {
    this.uris.delete(uri);
    this.uris.add(uri);
    const [oldest] = this.uris;
    if (this.uris.size > mostPending && oldest !== undefined) {
      this.uris.delete(oldest);
    }
  }

  has(uri: string): boolean {
    return this.uris.has(uri);
  }

  delete(uri: string): void {
    this.uris.delete(uri);
  }
}
