import type { ConnectionConfiguration } from '../../host/connections/connection';

/** A value as one word of a POSIX shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export type ReachedBy = Pick<ConnectionConfiguration, 'endpoints' | 'tls' | 'username'>;

/**
 * A line for etcdctl that reaches the cluster as the connection does. A password is never in it: etcdctl asks for one.
 * @param endpoints Other members than those of the connection.
 */
export function etcdctlCommand(
  args: readonly string[],
  { endpoints: configured, tls, username }: ReachedBy,
  endpoints: readonly string[] = configured,
): string {
  const flags = [
    ['endpoints', endpoints.join(',')],
    ['cacert', tls?.caFile],
    ['cert', tls?.certificateFile],
    ['key', tls?.keyFile],
    ['user', username],
  ] as const;
  const words = flags.flatMap(([name, value]) => (value ? [`--${name}=${shellWord(value)}`] : []));
  return ['etcdctl', ...words, ...args.map(shellWord)].join(' ');
}
