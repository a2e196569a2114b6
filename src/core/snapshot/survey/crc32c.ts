/** CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected), eight bytes a step: the sum that etcd takes over a file's content. */

const polynomial = 0x82f63b78;
const tables = makeTables();

/** `tables[256 * n + byte]` is the sum of that byte followed by n zero bytes. */
function makeTables(): Int32Array {
  const table = new Int32Array(256 * 8);
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
export function crc32c(sum: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
  const t = tables;
  let c = ~sum;
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    const low =
      c ^
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24));
    c =
      (t[1792 + (low & 0xff)] as number) ^
      (t[1536 + ((low >>> 8) & 0xff)] as number) ^
      (t[1280 + ((low >>> 16) & 0xff)] as number) ^
      (t[1024 + (low >>> 24)] as number) ^
      (t[768 + (bytes[at + 4] as number)] as number) ^
      (t[512 + (bytes[at + 5] as number)] as number) ^
      (t[256 + (bytes[at + 6] as number)] as number) ^
      (t[bytes[at + 7] as number] as number);
  }
  for (; at < end; at++) {
    c = (c >>> 8) ^ (t[(c ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~c >>> 0;
}
