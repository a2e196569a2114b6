import type { ConfigurationEntry, EncryptionConfiguration, EncryptionProvider } from './encryptionConfiguration';

/** A resource as the API server tells them apart: `secrets` of the core group, whose name is empty. */
export interface GroupResource {
  readonly resource: string;
  readonly group: string;
}

/** The providers of one resource, and where the configuration has them. */
export interface ResourceProviders {
  /** In the order in which they are tried; the first encrypts. */
  readonly providers: readonly EncryptionProvider[];
  /** The entries that they come from: one, unless several name the very same resource. */
  readonly entries: readonly ConfigurationEntry[];
  /** What the entries call it: `secrets`, `*.apps`, `*.*`. */
  readonly matchedBy: string;
}

/** The group begins behind the first dot (k8s.io/apimachinery, schema.ParseGroupResource). */
export function groupResourceFrom(text: string): GroupResource {
  const dot = text.indexOf('.');
  return dot < 0 ? { resource: text, group: '' } : { resource: text.slice(0, dot), group: text.slice(dot + 1) };
}

/** `secrets`, `widgets.lab.example.com`: what {@link groupResourceFrom} reads. */
export function groupResourceText({ resource, group }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/**
 * What the API server reads and writes a resource with; undefined for one that the configuration does not cover, which
 * is stored as it is and read only where it is not encrypted.
 *
 * The resource itself comes before `*.group`, and that before `*.*`. Entries that name the very same resource are put
 * one behind the other (k8s.io/apiserver, encryptionconfig/config.go: transformerFromOverrides and what fills the map).
 */
export function providersOf(
  configuration: EncryptionConfiguration,
  { resource, group }: GroupResource,
): ResourceProviders | undefined {
  const wanted: readonly GroupResource[] = [
    { resource, group },
    { resource: '*', group },
    { resource: '*', group: '*' },
  ];
  for (const candidate of wanted) {
    const entries = configuration.entries.filter(entry => entry.resources.some(text => names(text, candidate)));
    if (entries.length > 0) {
      const matchedBy = candidate.resource === '*' ? `*.${candidate.group}` : groupResourceText(candidate);
      return { providers: entries.flatMap(entry => entry.providers), entries, matchedBy };
    }
  }
  return undefined;
}

function names(text: string, { resource, group }: GroupResource): boolean {
  const named = groupResourceFrom(text);
  return named.resource === resource && named.group === group;
}
