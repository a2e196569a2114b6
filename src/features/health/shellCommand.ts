import type { ConnectionConfiguration } from '../../host/connections/connection';
import { visible } from './markdownText';

/** Characters of a line that fits beside the sidebar. */
const mostOfLine = 90;

/** A value as one word of a POSIX shell and on one line, whatever is in it. */
export function shellWord(given: string): string {
  const text = visible(given);
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
  const [reach, ask] = [['etcdctl', ...words].join(' '), args.map(shellWord).join(' ')];
  return reach.length + ask.length < mostOfLine ? `${reach} ${ask}` : `${reach} \\\n  ${ask}`;
}
