export type { Credentials } from './authentication';
export type { ClusterMember, DowngradeInfo, MemberStatus, Members } from './clusterMessages';
export type {
  DeleteOptions,
  DeleteRangeOptions,
  DeleteResult,
  EtcdStore,
  PutOptions,
  PutResult,
  StatusOptions,
  Timeouts,
} from './etcdStore';
export type { ResponseHeader } from './header';
export type { KmsCiphertext, KmsStatus } from './kms/kmsMessages';
export { type KmsPlugin, type KmsPluginOptions, openKmsPlugin } from './kms/kmsPlugin';
export type { CertificateDetails } from './members/certificateDetails';
export type { HttpAnswer } from './members/httpGet';
export type { HttpOptions, MemberAccess } from './members/memberAccess';
export type { AuthenticationStatus, KeyspaceHash, MemberAlarm } from './members/memberMessages';
export type { MemberReader } from './members/memberReader';
export type { MemberCallOptions } from './members/withinDeadline';
export { type EtcdOptions, openEtcd } from './openEtcd';
export type { TlsOptions } from './tlsMaterial';
export type { WatchEvent, WatchOptions, WatchStateChange, WatchUpdate } from './watch/watchUpdate';
