import { mostChoices } from '../../protocol/watch';
import { nameOfKey } from './listEntry';

/** Directories whose names were noted. Beyond that, the menus of the filter may lack some. */
const mostDirectories = 5000;
const slash = 0x2f;

/**
 * Resources and namespaces of all keys that ever came, as far as a menu has room for them. Keys of one directory share both,
 * and there are far fewer directories than events: a key is only asked for its directory, and that without making a text
 * or an object.
 */
export class SeenNames {
  private readonly seenResources = new Set<string>();
  private readonly seenNamespaces = new Set<string>();
  /** By a number made of their bytes: keys that lie in directories seen before, each in another one. */
  private readonly examples = new Map<number, Uint8Array[]>();
  private directories = 0;

  get resources(): readonly string[] {
    return [...this.seenResources].sort();
  }

  get namespaces(): readonly string[] {
    return [...this.seenNamespaces].sort();
  }

  note(key: Uint8Array): void {
    const length = key.lastIndexOf(slash) + 1;
    const hash = hashOf(key, length);
    const alike = this.examples.get(hash);
    if (alike?.some(example => isWithin(key, length, example)) || this.directories >= mostDirectories) {
      return;
    }
    this.directories++;
    // A copy, as the key shares its memory with others.
    const example = key.slice(0, length);
    if (alike) {
      alike.push(example);
    } else {
      this.examples.set(hash, [example]);
    }
    const { resource, namespace } = nameOfKey(key);
    addBounded(this.seenResources, resource);
    addBounded(this.seenNamespaces, namespace);
  }
}

/** FNV-1a over the first bytes (the IETF draft "The FNV Non-Cryptographic Hash Algorithm"). */
function hashOf(bytes: Uint8Array, length: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < length; index++) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  return hash;
}

function isWithin(key: Uint8Array, length: number, directory: Uint8Array): boolean {
  if (directory.length !== length) {
    return false;
  }
  for (let index = 0; index < length; index++) {
    if (key[index] !== directory[index]) {
      return false;
    }
  }
  return true;
}

function addBounded(seen: Set<string>, name: string): void {
  if (name !== '' && seen.size < mostChoices) {
    seen.add(name);
  }
}
