import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of one suite. */
export class TemporaryFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'etcdscope-snapshot-'));
  private count = 0;

  write(bytes: Uint8Array): string {
    const path = join(this.folder, `${this.count++}.db`);
    writeFileSync(path, bytes);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
