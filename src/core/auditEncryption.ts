import { type AuditOptions, type AuditReport, auditEncryption as auditValues } from './encryption';
import type { KeyspaceReader } from './keyspace/keyspaceReader';
import { decodeValue } from './kubernetes';
import { kubernetesAuditOptions } from './kubernetesAudit';

/** `auditEncryption` of core/encryption, with what the house knows of Kubernetes. */
export function auditEncryption(reader: KeyspaceReader, options: AuditOptions = {}): Promise<AuditReport> {
  return auditValues(reader, { ...kubernetesAuditOptions(decodeValue), ...options });
}
