/** All of core/health, with the facts that need the keyspace and Kubernetes: the rooms do not know each other. */
export { type CollectFactsOptions, collectFacts } from './collectFacts';
export * from './health';
