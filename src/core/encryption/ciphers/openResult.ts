/** How an attempt to decrypt ended. A failed one carries no bytes: nothing that failed its check is ever handed on. */
export type OpenResult =
  | { readonly plaintext: Uint8Array; readonly authenticated: boolean }
  | { readonly failure: OpenFailure };

export type OpenFailure =
  /** Fewer bytes than the layout takes, or blocks that are not whole. */
  | 'badLength'
  /** The bytes were changed, belong to another etcd key, or were written with another encryption key. */
  | 'badTag'
  /** AES-CBC: the same, as far as its padding shows. */
  | 'badPadding';
