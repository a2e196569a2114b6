/** One file of a zip archive, with its size in bytes as it is when unpacked. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
}

/** Record sizes and signatures: PKWARE's APPNOTE.TXT, sections 4.3.12 and 4.3.16. */
const endRecord = { signature: 0x06054b50, size: 22, count: 10, directoryOffset: 16 };
const entryRecord = {
  signature: 0x02014b50,
  size: 46,
  fileSize: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
};

/** Lists a zip archive by its central directory. Throws where the bytes are none, or hold a comment at the end. */
export function readZipDirectory(archive: Buffer): ZipEntry[] {
  const end = archive.length - endRecord.size;
  if (end < 0 || archive.readUInt32LE(end) !== endRecord.signature) {
    throw new Error('The archive has no end record where one belongs.');
  }
  const entries: ZipEntry[] = [];
  let offset = archive.readUInt32LE(end + endRecord.directoryOffset);
  for (let left = archive.readUInt16LE(end + endRecord.count); left > 0; left--) {
    if (archive.readUInt32LE(offset) !== entryRecord.signature) {
      throw new Error(`The archive has no directory entry at ${offset}.`);
    }
    const nameLength = archive.readUInt16LE(offset + entryRecord.nameLength);
    const extraLength = archive.readUInt16LE(offset + entryRecord.extraLength);
    const commentLength = archive.readUInt16LE(offset + entryRecord.commentLength);
    const nameOffset = offset + entryRecord.size;
    const nameEnd = nameOffset + nameLength;
    const size = archive.readUInt32LE(offset + entryRecord.fileSize);
    entries.push({ name: archive.toString('utf8', nameOffset, nameEnd), size });
    offset = nameEnd + extraLength + commentLength;
  }
  return entries;
}
