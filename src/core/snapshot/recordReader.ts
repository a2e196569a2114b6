import type { FileHandle } from 'node:fs/promises';
import { EtcdscopeError } from '../base/errors';
import type { KeyValue } from '../base/keyValue';
import { Limiter } from '../base/limiter';
import type { Rows } from './keyIndex/rows';
import { bigEndian32, isDeletion, isRevision, keyValueFrom } from './keyIndex/storedRecord';
import { unreadable } from './pages/fileReads';
import { elementCount, elementHeaderRange, elementRange, pageKind } from './pages/page';

/** Bytes of pages kept: small beside the file, and enough for a document that is read twice. */
const cacheBytes = 4 * 1024 * 1024;

/** Reads in flight; Node has four threads for them. */
const mostReadsAtOnce = 4;

/** Reads single records by the place that the index knows, without ever blocking the thread. */
export class RecordReader {
  private readonly limiter = new Limiter(mostReadsAtOnce);
  private readonly pages = new Map<number, Uint8Array>();

  constructor(
    private readonly file: FileHandle,
    private readonly pageSize: number,
    private readonly rows: Rows,
    /** The page of a `key` bucket that has none of its own. */
    private readonly inlinePage: Uint8Array | undefined,
  ) {}

  /**
   * The record of a row; one of a deletion has a key only.
   * @throws EtcdscopeError `snapshot.changed` when the file no longer has this record in this place, `snapshot.unreadable`, `cancelled`.
   */
  record(row: number, signal?: AbortSignal): Promise<KeyValue> {
    return this.limiter.run(() => this.read(row), signal);
  }

  private async read(row: number): Promise<KeyValue> {
    const { inlinePage } = this;
    const { page, element: index } = this.rows.placeOf(row);
    const head = inlinePage ?? (await this.page(page));
    const isLeaf = pageKind(head, 0, inlinePage ? 0 : page) === 'leaf' && index < elementCount(head, 0);
    const [from, to] = elementHeaderRange(index);
    const element = isLeaf ? elementRange(await this.part(head, from, to, page), index) : undefined;
    if (!element) {
      throw this.changed(page);
    }
    const { keyStart, valueEnd } = element;
    const bytes = await this.part(head, keyStart, valueEnd, page);
    const keyLength = element.keyEnd - keyStart;
    const keyValue = this.isRow(bytes, keyLength, row) ? keyValueFrom(bytes, keyLength, bytes.length) : undefined;
    if (!keyValue) {
      throw this.changed(page);
    }
    return keyValue;
  }

  /** A part of a page with its overflow, of which `head` is the beginning: of a large record its own bytes are read and no others. */
  private async part(head: Uint8Array, start: number, end: number, page: number): Promise<Uint8Array> {
    if (end <= head.length) {
      return head.subarray(start, end);
    }
    if (this.inlinePage) {
      throw this.changed(page);
    }
    return await this.bytes(page * this.pageSize + start, end - start, page);
  }

  private isRow(bytes: Uint8Array, keyLength: number, row: number): boolean {
    const main = (BigInt(bigEndian32(bytes, 0)) << 32n) | BigInt(bigEndian32(bytes, 4));
    return (
      isRevision(bytes, 0, keyLength) &&
      main === this.rows.revisionOf(row) &&
      isDeletion(bytes, 0, keyLength) === this.rows.isDeletion(row)
    );
  }

  private async page(id: number): Promise<Uint8Array> {
    const cached = this.pages.get(id);
    if (cached) {
      this.pages.delete(id);
      this.pages.set(id, cached);
      return cached;
    }
    const page = await this.bytes(id * this.pageSize, this.pageSize, id);
    this.pages.set(id, page);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size * this.pageSize <= cacheBytes) {
        break;
      }
      this.pages.delete(oldest);
    }
    return page;
  }

  private async bytes(position: number, length: number, page: number): Promise<Uint8Array> {
    const target = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.file
        .read(target, done, length - done, position + done)
        .catch((cause: unknown) => {
          throw unreadable(cause);
        });
      if (bytesRead === 0) {
        throw this.changed(page);
      }
      done += bytesRead;
    }
    return target;
  }

  private changed(page: number): EtcdscopeError {
    return new EtcdscopeError('snapshot.changed', { page });
  }
}
