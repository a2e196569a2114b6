import { basename, dirname, join } from 'node:path';
import type { ConnectionConfiguration } from '../../host/connections/connection';
import { usesTls } from '../../host/connections/endpoint';

/** A connection on its way into the settings. */
export type ConnectionDraft = Omit<ConnectionConfiguration, 'id' | 'snapshot'>;

export type TlsDraft = NonNullable<ConnectionDraft['tls']>;

/** The draft as it is written: without what is off or empty, and without certificates that no endpoint would use. */
export function fieldsOf(draft: ConnectionDraft): ConnectionDraft {
  const tls = usesTls(draft.endpoints) ? withoutEmpty(draft.tls ?? {}) : {};
  const fields = withoutEmpty({ ...draft, tls: Object.keys(tls).length > 0 ? tls : undefined });
  // An empty delimiter means a flat list; an absent one means the common setting.
  return draft.delimiter === '' ? { ...fields, delimiter: '' } : fields;
}

function withoutEmpty<T extends object>(record: T): T {
  const isKept = ([, value]: [string, unknown]) => value !== undefined && value !== '' && value !== false;
  return Object.fromEntries(Object.entries(record).filter(isKept)) as T;
}

/** A name to begin with: the host of the first endpoint. */
export function suggestedName(endpoints: readonly string[]): string {
  const host = /^https?:\/\/(\[[^\]]*\]|[^:/]*)/.exec(endpoints[0] ?? '')?.[1] ?? '';
  return host === '127.0.0.1' || host === '[::1]' ? 'localhost' : host;
}

/** Where the key that belongs to a certificate usually lies beside it, likeliest first. */
export function usualKeyFiles(certificateFile: string): readonly string[] {
  const folder = dirname(certificateFile);
  const name = basename(certificateFile);
  const names = [
    // kubeadm, OpenSSL: x.crt and x.key.
    name.replace(/\.(crt|cer|cert|pem)$/i, '.key'),
    // cfssl: x.pem and x-key.pem.
    name.replace(/\.pem$/i, '-key.pem'),
    // certbot and others: cert.pem and key.pem.
    name.replace(/cert(?=\.pem$)/i, 'key'),
  ];
  return [...new Set(names)].filter(candidate => candidate !== name).map(candidate => join(folder, candidate));
}
