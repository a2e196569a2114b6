/** Values encrypted at rest: told apart, decrypted, encrypted, audited. Loaded on first use. */
export { type AuditOptions, type AuditProgress, auditEncryption } from './audit/auditEncryption';
export type {
  AuditedObject,
  AuditFinding,
  AuditFindingCode,
  AuditReport,
  AuditSeverity,
  AuditVerdict,
  NamespaceCount,
  ProviderCount,
  ResourceAudit,
  SecretTypeCount,
  UnreadableReason,
} from './audit/auditReport';
export type { Verification } from './audit/classTally';
export {
  type ConfigurationError,
  type ConfigurationProblem,
  type ConfigurationProblemCode,
  isConfigurationError,
} from './configuration/configurationError';
export {
  type CreateConfigurationOptions,
  type CreatedConfiguration,
  createEncryptionConfiguration,
} from './configuration/createEncryptionConfiguration';
export type {
  ConfigurationEntry,
  EncryptionConfiguration,
  EncryptionKey,
  EncryptionProvider,
  IdentityProvider,
  KmsProvider,
  LocalProvider,
  LocalProviderKind,
} from './configuration/encryptionConfiguration';
export {
  type GroupResource,
  groupResourceFrom,
  groupResourceText,
  providersOf,
  type ResourceProviders,
} from './configuration/groupResource';
export { parseEncryptionConfiguration } from './configuration/parseEncryptionConfiguration';
export { type DecryptedValue, type DecryptOptions, decryptAtRest } from './decryptAtRest';
export { type EncryptedValue, encryptAtRest } from './encryptAtRest';
export type { AtRestEnvelope, AtRestNames } from './envelope/atRestEnvelope';
export { isEncryptedAtRest } from './envelope/atRestNames';
export type { EncryptedObject } from './envelope/encryptedObject';
export type { EnvelopePart, EnvelopePartName, EnvelopeProblem, EnvelopeProblemCode } from './envelope/envelopePart';
export { type ParseAtRestOptions, parseAtRest } from './envelope/parseAtRest';
export type { KmsDecrypt, KmsDecryptRequest, KmsKeyId } from './kmsDecrypt';
export { type DescribeKey, type ResourceKey, resourceOfShape } from './registryResource';
export { type KmsEncrypt, type KmsEncrypted, type SealOptions, sealAtRest } from './sealAtRest';
