import type { DecodedValue } from '../../core/kubernetes';

/** Bytes. Larger values show their beginning only; an editor has a hard time with more, and etcd takes 1.5 MiB by default. */
export const mostShown = 8 * 1024 * 1024;

/** Whether the value is an object of Kubernetes, in whichever form it is stored. */
export function isKubernetesObject({ apiVersion, kind }: DecodedValue): boolean {
  return apiVersion !== undefined && kind !== undefined;
}

/** Text and JSON show as they are stored, and may be saved; everything else shows as a rendering of the value. */
export function isEditable(decoded: DecodedValue): boolean {
  return (
    (decoded.format === 'text' || decoded.format === 'json') &&
    !isKubernetesObject(decoded) &&
    decoded.value.length <= mostShown
  );
}
