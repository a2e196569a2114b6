/** CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected), 16 bytes a step: the sum that etcd takes over a file's content. */

const polynomial = 0x82f63b78;
const tables = makeTables();

/** `tables[256 * n + byte]` is the sum of that byte followed by n zero bytes. */
function makeTables(): Int32Array {
  const table = new Int32Array(256 * 16);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) {
      sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1;
    }
    table[byte] = sum;
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256] as number;
    table[at] = (before >>> 8) ^ (table[before & 0xff] as number);
  }
  return table;
}

/** Carries `sum`, 0 at first, over further bytes. */
export function crc32c(sum: number, bytes: Uint8Array): number {
  return crc32cOf(sum, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
}

/** The same over a part of what `view` shows. */
export function crc32cOf(sum: number, view: DataView, start: number, end: number): number {
  const t = tables;
  let c = ~sum;
  let at = start;
  for (const last = end - 16; at <= last; at += 16) {
    const w0 = c ^ view.getInt32(at, true);
    const w1 = view.getInt32(at + 4, true);
    const w2 = view.getInt32(at + 8, true);
    const w3 = view.getInt32(at + 12, true);
    c =
      (t[3840 + (w0 & 0xff)] as number) ^
      (t[3584 + ((w0 >>> 8) & 0xff)] as number) ^
      (t[3328 + ((w0 >>> 16) & 0xff)] as number) ^
      (t[3072 + (w0 >>> 24)] as number) ^
      (t[2816 + (w1 & 0xff)] as number) ^
      (t[2560 + ((w1 >>> 8) & 0xff)] as number) ^
      (t[2304 + ((w1 >>> 16) & 0xff)] as number) ^
      (t[2048 + (w1 >>> 24)] as number) ^
      (t[1792 + (w2 & 0xff)] as number) ^
      (t[1536 + ((w2 >>> 8) & 0xff)] as number) ^
      (t[1280 + ((w2 >>> 16) & 0xff)] as number) ^
      (t[1024 + (w2 >>> 24)] as number) ^
      (t[768 + (w3 & 0xff)] as number) ^
      (t[512 + ((w3 >>> 8) & 0xff)] as number) ^
      (t[256 + ((w3 >>> 16) & 0xff)] as number) ^
      (t[w3 >>> 24] as number);
  }
  for (; at < end; at++) {
    c = (c >>> 8) ^ (t[(c ^ view.getUint8(at)) & 0xff] as number);
  }
  return ~c >>> 0;
}
