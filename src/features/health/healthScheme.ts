/** Scheme of the read-only documents that hold the report of a health check. */
export const healthScheme = 'etcd-health';
