import { textFromBytes } from '../base/bytes';
import type { GroupResource } from './configuration/groupResource';

/** What a key tells about the object under it. */
export interface ResourceKey extends GroupResource {
  readonly namespace?: string;
  readonly name?: string;
}

/** Tells the resource of a key; undefined for a key that is no API server's. */
export type DescribeKey = (key: Uint8Array) => ResourceKey | undefined;

/** Kubernetes' own prefix, and OpenShift's two. */
export const registryPrefixes: readonly string[] = ['/registry/', '/kubernetes.io/', '/openshift.io/'];

/**
 * Reads a key by its shape alone: `<prefix>/<resource>[/<namespace>]/<name>`, with a group, which has a dot, before the
 * resource. That is right for Secrets, ConfigMaps, custom resources and most others; of built-in resources outside the
 * core group the key does not have the group, and a table of them ({@link DescribeKey}) tells more.
 */
export const resourceOfShape: DescribeKey = key => {
  const text = keyTextOf(key);
  const prefix = registryPrefixes.find(candidate => text?.startsWith(candidate));
  if (text === undefined || prefix === undefined) {
    return undefined;
  }
  const first = segmentEnd(text, prefix.length);
  const firstSegment = text.slice(prefix.length, first);
  const hasGroup = firstSegment.includes('.');
  const resourceStart = hasGroup ? first + 1 : prefix.length;
  const resourceEnd = hasGroup ? segmentEnd(text, resourceStart) : first;
  const resource = hasGroup ? text.slice(resourceStart, resourceEnd) : firstSegment;
  if (resource === '') {
    return undefined;
  }
  const group = hasGroup ? firstSegment : '';
  if (resourceEnd >= text.length) {
    return { resource, group };
  }
  const namespaceEnd = segmentEnd(text, resourceEnd + 1);
  return namespaceEnd < text.length
    ? { resource, group, namespace: text.slice(resourceEnd + 1, namespaceEnd), name: text.slice(namespaceEnd + 1) }
    : { resource, group, name: text.slice(resourceEnd + 1) };
};

/** Where the segment that begins at `start` ends: at the next slash, or with the text. */
function segmentEnd(text: string, start: number): number {
  const slash = text.indexOf('/', start);
  return slash < 0 ? text.length : slash;
}

const printable = /^[ -~]*$/;

/** Keys of an API server are ASCII, which is read at a fraction of the time that checked UTF-8 takes. */
function keyTextOf(key: Uint8Array): string | undefined {
  const text = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
  return printable.test(text) ? text : textFromBytes(key);
}
