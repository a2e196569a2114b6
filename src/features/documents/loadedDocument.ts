import type { KeyValue } from '../../core/base/keyValue';
import type { AtRestPrefix, DecodedValue } from '../../core/kubernetes';
import type { Protection } from '../../host/atRest/atRestValues';
import type { ObjectForm } from './documentFormat';
import type { IdentityMismatch } from './problems/identityMismatches';

/** The languages that a rendering calls for. */
export type DocumentLanguage = 'yaml' | 'json' | 'plaintext';

export interface RenderedValue {
  /** UTF-8. Of a text, the value itself; of an object, what its `form` makes of it. */
  readonly content: Uint8Array;
  /** Absent for plain text: its language is whatever VS Code takes it for by its name. */
  readonly language?: DocumentLanguage;
  readonly isEditable: boolean;
  /** Present where the content is an object that is encoded again when it is saved. */
  readonly form?: ObjectForm;
  /** Whether the object's managedFields are in the content; absent for an object that has none. */
  readonly managedFields?: 'hidden' | 'shown';
  readonly format: DecodedValue['format'];
  /** In what an object is another than its key says. */
  readonly mismatches?: readonly IdentityMismatch[];
  /** Of an object of Kubernetes. */
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly atRest?: AtRestPrefix;
  /** Of a value that is encrypted where it is stored. */
  readonly protection?: Protection;
}

/** What a document shows: a key's value as text, or the empty text of a key that is yet to be created. */
export interface LoadedDocument {
  /** Absent for a key that does not exist yet. */
  readonly keyValue?: KeyValue;
  /** The value as it was opened, where it is encrypted. */
  readonly plaintext?: Uint8Array;
  readonly rendered: RenderedValue;
}

/** What is known about a document beside its text. */
export interface DocumentFacts extends Omit<RenderedValue, 'content'> {
  readonly keyValue?: Omit<KeyValue, 'value' | 'key'>;
  /** Bytes of the value. */
  readonly size: number;
}
