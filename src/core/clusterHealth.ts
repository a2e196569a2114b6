/** All of core/health, with the facts that need the keyspace and Kubernetes: the rooms do not know each other. */
export * from './health';
