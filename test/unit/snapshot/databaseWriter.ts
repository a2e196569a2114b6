/**
 * Writes files in bbolt's format, of any page size and with both kinds of freelist: real servers make pages of their machine's
 * size only. What it writes is checked against etcdutl in test/integration/snapshot.
 */
import { concatBytes } from '../../../src/core/base/bytes';

export type Content = ReadonlyMap<string, Uint8Array | Content>;

export interface DatabaseOptions {
  readonly pageSize?: number;
  /** `kept` writes a list of free pages, `absent` leaves it out, as etcd does on Linux. */
  readonly freelist?: 'kept' | 'absent';
  /** Free pages between the used ones. */
  readonly freePages?: number;
  /** Bytes of a leaf above which a new one is begun. */
  readonly leafBytes?: number;
  /** Most children of a branch. */
  readonly branchWidth?: number;
}

const headerBytes = 16;
const branch = 1;
const leaf = 2;
const meta = 4;
const freelistKind = 16;
const absentFreelist = 0xffff_ffff_ffff_ffffn;

interface Element {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly isBucket: boolean;
}

/** Keys of a `Content` are latin1 texts, one character a byte. */
export function writeDatabase(content: Content, options: DatabaseOptions = {}): Uint8Array {
  return new DatabaseWriter(options).write(content);
}

class DatabaseWriter {
  private readonly pageSize: number;
  private readonly pages: Uint8Array[] = [];
  private next = 2;
  private readonly free: number[] = [];

  constructor(private readonly options: DatabaseOptions) {
    this.pageSize = options.pageSize ?? 4096;
  }

  write(content: Content): Uint8Array {
    const wantedFree = this.options.freePages ?? 0;
    for (let count = 0; count < wantedFree; count++) {
      // Rubbish, as a page has that was in use before.
      this.free.push(this.place(new Uint8Array(this.pageSize).fill(0xa5)));
    }
    const root = this.tree(this.elements(content));
    const freelist = this.options.freelist === 'kept' ? BigInt(this.freelist()) : absentFreelist;
    const metas = [0, 1].map(id => this.meta(id, root, freelist, BigInt(10 + id)));
    return concatBytes(...metas, ...this.pages);
  }

  private elements(content: Content): Element[] {
    return [...content.entries()]
      .map(([name, value]) => ({ key: Buffer.from(name, 'latin1'), value }))
      .sort((a, b) => Buffer.compare(a.key, b.key))
      .map(({ key, value }) =>
        value instanceof Uint8Array
          ? { key, value, isBucket: false }
          : { key, value: this.bucket(value), isBucket: true },
      );
  }

  private bucket(content: Content): Uint8Array {
    const elements = this.elements(content);
    const header = Buffer.alloc(16);
    const bytes = elements.reduce((sum, { key, value }) => sum + headerBytes + key.length + value.length, headerBytes);
    // As bbolt: inline up to a quarter of a page, unless it holds buckets.
    if (bytes <= this.pageSize / 4 && !elements.some(({ isBucket }) => isBucket)) {
      return concatBytes(header, leafPage(0, elements, bytes));
    }
    header.writeBigUInt64LE(BigInt(this.tree(elements)), 0);
    header.writeBigUInt64LE(7n, 8);
    return header;
  }

  /** The root page of a tree of these elements. */
  private tree(elements: readonly Element[]): number {
    const room = this.options.leafBytes ?? this.pageSize / 2;
    const leaves: Element[][] = [[]];
    let bytes = 0;
    for (const element of elements) {
      const current = leaves.at(-1) as Element[];
      if (current.length >= 2 && bytes > room) {
        leaves.push([element]);
        bytes = 0;
      } else {
        current.push(element);
      }
      bytes += headerBytes + element.key.length + element.value.length;
    }
    let level = leaves.map(group => ({ key: group[0]?.key ?? new Uint8Array(0), page: this.leaf(group) }));
    const width = this.options.branchWidth ?? 100;
    while (level.length > 1) {
      const above: { key: Uint8Array; page: number }[] = [];
      for (let at = 0; at < level.length; at += width) {
        const group = level.slice(at, at + width);
        above.push({ key: group[0]?.key ?? new Uint8Array(0), page: this.branch(group) });
      }
      level = above;
    }
    return level[0]?.page ?? 0;
  }

  private leaf(elements: readonly Element[]): number {
    const bytes = elements.reduce((sum, { key, value }) => sum + headerBytes + key.length + value.length, headerBytes);
    return this.place(leafPage(this.next, elements, bytes));
  }

  private branch(children: readonly { readonly key: Uint8Array; readonly page: number }[]): number {
    const bytes = children.reduce((sum, { key }) => sum + headerBytes + key.length, headerBytes);
    const page = Buffer.alloc(bytes);
    writeHeader(page, this.next, branch, children.length);
    let at = headerBytes * (children.length + 1);
    for (const [index, child] of children.entries()) {
      const element = headerBytes * (index + 1);
      page.writeUInt32LE(at - element, element);
      page.writeUInt32LE(child.key.length, element + 4);
      page.writeBigUInt64LE(BigInt(child.page), element + 8);
      page.set(child.key, at);
      at += child.key.length;
    }
    return this.place(page);
  }

  private freelist(): number {
    const isLong = this.free.length >= 0xffff;
    const page = Buffer.alloc(headerBytes + 8 * (this.free.length + (isLong ? 1 : 0)));
    writeHeader(page, this.next, freelistKind, isLong ? 0xffff : this.free.length);
    const ids = isLong ? [this.free.length, ...this.free] : this.free;
    for (const [index, id] of ids.entries()) {
      page.writeBigUInt64LE(BigInt(id), headerBytes + index * 8);
    }
    return this.place(page);
  }

  private meta(id: number, root: number, freelist: bigint, transaction: bigint): Uint8Array {
    const page = Buffer.alloc(this.pageSize);
    writeHeader(page, id, meta, 0);
    page.writeUInt32LE(0xed0cdaed, 16);
    page.writeUInt32LE(2, 20);
    page.writeUInt32LE(this.pageSize, 24);
    page.writeBigUInt64LE(BigInt(root), 32);
    page.writeBigUInt64LE(freelist, 48);
    page.writeBigUInt64LE(BigInt(this.next), 56);
    page.writeBigUInt64LE(transaction, 64);
    page.writeBigUInt64LE(checksum(page.subarray(16, 72)), 72);
    return page;
  }

  /** Puts bytes on as many pages as they need, notes their number in the first, and gives its id. */
  private place(bytes: Uint8Array): number {
    const count = Math.max(1, Math.ceil(bytes.length / this.pageSize));
    const pages = Buffer.alloc(count * this.pageSize);
    pages.set(bytes);
    if (bytes.length >= headerBytes) {
      pages.writeUInt32LE(count - 1, 12);
    }
    this.pages.push(pages);
    const id = this.next;
    this.next += count;
    return id;
  }
}

function leafPage(id: number, elements: readonly Element[], bytes: number): Uint8Array {
  const page = Buffer.alloc(bytes);
  writeHeader(page, id, leaf, elements.length);
  let at = headerBytes * (elements.length + 1);
  for (const [index, { key, value, isBucket }] of elements.entries()) {
    const element = headerBytes * (index + 1);
    page.writeUInt32LE(isBucket ? 1 : 0, element);
    page.writeUInt32LE(at - element, element + 4);
    page.writeUInt32LE(key.length, element + 8);
    page.writeUInt32LE(value.length, element + 12);
    page.set(key, at);
    page.set(value, at + key.length);
    at += key.length + value.length;
  }
  return page;
}

function writeHeader(page: Buffer, id: number, flags: number, count: number): void {
  page.writeBigUInt64LE(BigInt(id), 0);
  page.writeUInt16LE(flags, 8);
  page.writeUInt16LE(count, 10);
}

/** FNV-1a of 64 bits, as a meta page carries it. */
export function checksum(bytes: Uint8Array): bigint {
  return bytes.reduce((hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n), 0xcbf29ce484222325n);
}
