import { createHash } from 'node:crypto';
import type { KeyValue } from '../../core/base/keyValue';
import type { DocumentFacts, LoadedDocument } from './loadedDocument';

/** A text of a key, told apart from others without keeping it. */
export interface Edition {
  /** The key's `mod_revision`; 0n for the empty text of a key that does not exist. */
  readonly revision: bigint;
  /** Bytes of the rendered text. */
  readonly size: number;
  /** See {@link digestOfText}. */
  readonly digest: string;
  readonly facts?: DocumentFacts;
}

/**
 * Equal for texts that an editor shows alike. An editor drops a byte order mark and makes all line endings the same, so
 * neither counts.
 */
export function digestOfText(text: string): string {
  const withoutMark = text.startsWith('\ufeff') ? text.slice(1) : text;
  return createHash('sha256').update(withoutMark.replace(/\r\n?/g, '\n')).digest('base64');
}

export function digestOfContent(content: Uint8Array): string {
  return digestOfText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(content));
}

export function editionOf({ keyValue, rendered }: LoadedDocument): Edition {
  const { content, ...about } = rendered;
  return {
    revision: keyValue?.modRevision ?? 0n,
    size: content.length,
    digest: digestOfContent(content),
    facts: { ...about, size: keyValue?.value.length ?? 0, ...(keyValue && { keyValue: withoutBytes(keyValue) }) },
  };
}

function withoutBytes({ createRevision, modRevision, version, lease }: KeyValue): Omit<KeyValue, 'key' | 'value'> {
  return { createRevision, modRevision, version, lease };
}
