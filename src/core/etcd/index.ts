export type { Credentials } from './authentication';
export type { ClusterMember, MemberStatus } from './clusterMessages';
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
export { type EtcdOptions, openEtcd } from './openEtcd';
export type { TlsOptions } from './tlsMaterial';
export type { WatchEvent, WatchOptions, WatchStateChange, WatchUpdate } from './watch/watchUpdate';
