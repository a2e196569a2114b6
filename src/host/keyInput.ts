import { bytesFromText, concatBytes, emptyBytes } from '../core/base/bytes';
import { EtcdscopeError, hasCode } from '../core/base/errors';
import type { Localization } from './errorSentenceTable';

/** What a backslash may begin: a doubled one, or a byte. */
const escaped = /\\(?:\\|x([0-9a-fA-F]{2}))/;

/**
 * The key that a text typed by the user stands for, spelled as keys are shown (`keyText`): `\xff` for a byte, `\\` for a
 * backslash, all else as its UTF-8.
 * @throws EtcdscopeError `key.invalid` with `reason` `empty` or `escape`.
 */
export function keyFromInput(text: string): Uint8Array {
  if (text === '') {
    throw new EtcdscopeError('key.invalid', { reason: 'empty' });
  }
  const parts: Uint8Array[] = [];
  let rest = text;
  for (let found = escaped.exec(rest); found; found = escaped.exec(rest)) {
    const [spelling, byte] = found;
    parts.push(plainBytes(rest.slice(0, found.index)));
    parts.push(Uint8Array.of(byte === undefined ? 0x5c : Number.parseInt(byte, 16)));
    rest = rest.slice(found.index + spelling.length);
  }
  return concatBytes(...parts, plainBytes(rest));
}

/** As {@link keyFromInput}, but for an empty text, which is the prefix of every key. */
export function prefixFromInput(text: string): Uint8Array {
  return text === '' ? emptyBytes : keyFromInput(text);
}

/** What is wrong with a prefix being typed, as an input box shows it. */
export function prefixProblem(text: string, l10n: Localization): string | undefined {
  try {
    prefixFromInput(text);
    return undefined;
  } catch (error) {
    if (hasCode(error, 'key.invalid')) {
      return l10n.t('A backslash is written as \\\\, a byte as \\x and two hexadecimal digits.');
    }
    throw error;
  }
}

function plainBytes(text: string): Uint8Array {
  if (text.includes('\\')) {
    throw new EtcdscopeError('key.invalid', { reason: 'escape' });
  }
  return bytesFromText(text);
}
