import type { EtcdscopeError } from '../core/base/errors';
import { type Connections, placeOf } from './connections/connection';
import type { ErrorSubject, Localization } from './errorSentenceTable';
import { shortened } from './messageText';

/** What an error is about, from its facts and from the connection that they point to. */
export function errorSubject(
  error: EtcdscopeError,
  connections: Pick<Connections, 'all'>,
  l10n: Localization,
): ErrorSubject {
  const fact = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = error.facts[name];
      if (value !== undefined && value !== '') {
        return shortened(String(value));
      }
    }
    return undefined;
  };
  const key = fact('key', 'prefix');
  return { cluster: clusterText(fact, connections, l10n), key: key ? `'${key}'` : l10n.t('The key'), fact };
}

function clusterText(fact: ErrorSubject['fact'], { all }: Pick<Connections, 'all'>, l10n: Localization): string {
  const id = fact('connectionId');
  const endpoint = fact('endpoint');
  const connection =
    all.find(({ configuration }) => configuration.id === id) ??
    all.find(({ configuration }) => endpoint !== undefined && configuration.endpoints.includes(endpoint));
  const name = connection && shortened(connection.configuration.name);
  const where = endpoint ?? (connection && placeOf(connection.configuration));
  if (name !== undefined && where !== undefined) {
    return l10n.t("'{name}' ({endpoint})", { name, endpoint: shortened(where) });
  }
  return where ?? l10n.t('The cluster');
}
