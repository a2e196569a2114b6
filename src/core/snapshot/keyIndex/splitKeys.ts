import { KeyBytes } from './keyBytes';
import { KeyTable } from './keyTable';

/** The delimiter of etcd's users by convention; where it is another, sorting is slower and as right. */
const delimiter = 0x2f;

/** Bytes within which a directory ends: more levels than this no key of sense has. */
const longestDirectory = 512;

const firstDirectories = 64;

/**
 * Keys in two pieces: the directory, up to and with the last delimiter, each once; and the name behind it. Keys have few
 * directories and share most of their bytes with them.
 */
export class SplitKeys {
  readonly directories = new KeyTable(firstDirectories, firstDirectories * longestDirectory);
  readonly names: KeyBytes;
  /** The pieces of the key that was put last. */
  directory = 0;

  constructor(expectedNameBytes: number) {
    this.names = new KeyBytes(expectedNameBytes);
  }

  get nameStart(): number {
    return this.names.start;
  }

  get nameEnd(): number {
    return this.names.end;
  }

  /** Makes room for so many times the names that there are. */
  reserve(factor: number): void {
    this.names.reserve(Math.ceil(this.names.used * factor));
  }

  /** @throws EtcdscopeError `snapshot.tooLarge`. */
  put(source: Uint8Array, start: number, end: number): void {
    let cut = Math.min(end, start + longestDirectory);
    while (cut > start && source[cut - 1] !== delimiter) {
      cut--;
    }
    this.directory = this.directories.numberOf(source, start, cut);
    this.names.put(source, cut, end);
  }
}
