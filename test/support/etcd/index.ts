export { type CertificateAndKey, makeCertificates, type TestCertificates } from './certificates';
export { type EtcdBinaries, type EtcdVersion, etcdVersionUnderTest, findEtcd } from './findEtcd';
export { freePorts } from './freePorts';
export type { EtcdMember } from './member';
export { type RefusingProxy, startRefusingProxy } from './refusingProxy';
export { rejectsWith } from './rejectsWith';
export {
  type EtcdUser,
  type RunningEtcd,
  restoreSnapshot,
  type StartEtcdOptions,
  startEtcd,
} from './startEtcd';
export { type StartedEtcd, withEtcd } from './withEtcd';
