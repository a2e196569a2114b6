/** Whether an object is a Secret of Kubernetes, whose data is base64. */
export function isSecret({ apiVersion, kind }: { readonly apiVersion?: string; readonly kind?: string }): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}
