/**
 * Key ↔ path of a URI: one key, one path, for any byte string.
 *
 * A key that begins with `/` is its own path. Any other follows the marker segment `%relative`. Within segments `%XX`
 * stands for a byte that cannot be shown or would be lost:
 *
 * | in the key                          | in the path                                                     |
 * |-------------------------------------|-----------------------------------------------------------------|
 * | empty segment (`//`, a trailing `/`)  | `%` alone                                                       |
 * | segment `.` or `..`                 | `%2E`, `%2E%2E`                                                 |
 * | bytes that are not readable UTF-8   | `%XX` each                                                      |
 * | `%` and `\`                         | `%25` and `%5C`                                                 |
 * | colon of a leading drive (`/C:`)    | `%3A`: VS Code writes such a letter in lower case (its uri.ts)   |
 *
 * So path normalisation finds nothing to eat, and `%relative` can be no key's own text. The path is text: whoever puts it
 * into a URI percent-encodes it once more.
 */
import { bytesFromText, concatBytes } from '../base/bytes';
import { EtcdscopeError } from '../base/errors';
import { escapedText } from './keyText';

const slash = 0x2f;
const relativeMarker = '/%relative';
const emptySegment = '%';

/** The canonical path of a key; it begins with `/` and does not change under `path.posix.normalize`. */
export function pathFromKey(key: Uint8Array): string {
  if (key[0] !== slash) {
    return `${relativeMarker}/${pathOfSegments(key)}`;
  }
  return `/${pathOfSegments(key.subarray(1))}`.replace(/^(\/[A-Za-z]):/, '$1%3A');
}

/**
 * The key whose canonical path this is.
 * @throws EtcdscopeError `key.invalid` for every other text, other spellings of a key included.
 */
export function keyFromPath(path: string): Uint8Array {
  const isRelative = path.startsWith(`${relativeMarker}/`);
  const segments = (isRelative ? path.slice(relativeMarker.length) : path).split('/').slice(1);
  const text = segments.map(segment => (segment === emptySegment ? '' : segment)).join('/');
  const key = bytesOfEscapedText(isRelative ? text : `/${text}`);
  if (pathFromKey(key) !== path) {
    throw new EtcdscopeError('key.invalid', { path });
  }
  return key;
}

function pathOfSegments(bytes: Uint8Array): string {
  return escapedText(bytes, '%', percentEscape)
    .replaceAll('\\', '%5C')
    .split('/')
    .map(segment =>
      segment === '' ? emptySegment : segment === '.' || segment === '..' ? segment.replaceAll('.', '%2E') : segment,
    )
    .join('/');
}

function percentEscape(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Turns each `%XX` into its byte and all else into UTF-8. What is not canonical shows when the key is spelled again. */
function bytesOfEscapedText(text: string): Uint8Array {
  // Splitting by a captured group alternates plain text and the digits of one escape.
  const parts = text.split(/%([0-9A-F]{2})/);
  return concatBytes(
    ...parts.map((part, index) => (index % 2 === 1 ? Uint8Array.of(Number.parseInt(part, 16)) : bytesFromText(part))),
  );
}
