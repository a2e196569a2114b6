export * from './base/errors';
export * from './etcd/index';
export * from './kubernetes/index';
