import { type ErrorTexts, ending, type Localization, revisionsOf, sentences, withoutFullStop } from './errorText';

/** What a cluster answers to a call. */
export function storeTexts(
  l10n: Localization,
): ErrorTexts<'store' | 'key' | 'lease' | 'revision' | 'cluster' | 'message' | 'request' | 'call'> {
  return {
    'store.notLive': {
      summary: l10n.t('no live cluster'),
      sentence: ({ cluster }) =>
        l10n.t('{cluster} is not a live cluster, so there are no members to ask. Connect to the cluster itself.', {
          cluster,
        }),
    },
    'store.readOnly': {
      summary: l10n.t('read-only'),
      sentence: ({ cluster, fact }) =>
        fact('reason') === 'snapshot'
          ? l10n.t('{cluster} is a snapshot file and stays as it is: nothing was written.', { cluster })
          : l10n.t(
              '{cluster} is read-only here, so nothing was written. Turn the mark off with Edit Connection if you mean to write.',
              {
                cluster,
              },
            ),
    },
    'key.notFound': {
      summary: l10n.t('key not found'),
      sentence: ({ cluster, key }) =>
        l10n.t('{key} is not in {cluster} any more. It may have been deleted meanwhile; refresh the view.', {
          key,
          cluster,
        }),
    },
    'key.conflict': {
      summary: l10n.t('changed by someone else'),
      sentence: ({ cluster, key, fact }) =>
        ending(fact('changed'), changed =>
          l10n.t(
            'Keys below were added or changed in {cluster} meanwhile ({changed} of them), so nothing was deleted. Look again before you delete.',
            {
              cluster,
              changed,
            },
          ),
        ) ??
        sentences(
          l10n.t('{key} in {cluster} was changed by someone else meanwhile, so nothing was written.', { key, cluster }),
          revisionsOf(fact, (expected, actual) =>
            actual === '0'
              ? l10n.t('It was read at revision {expected} and is deleted now.', { expected })
              : expected === '0'
                ? l10n.t('It was not there before; now it is, at revision {actual}.', { actual })
                : l10n.t('It was read at revision {expected} and is at {actual} now.', { expected, actual }),
          ),
          l10n.t('Reload it and try again.'),
        ),
    },
    'key.invalid': {
      summary: l10n.t('not a key'),
      sentence: ({ key, fact }) =>
        sentences(
          l10n.t('{key} cannot be used as a key.', { key }),
          fact('reason') === 'empty' ? l10n.t('A key has at least one byte.') : undefined,
          l10n.t('Enter another one.'),
        ),
    },
    'lease.notFound': {
      summary: l10n.t('lease expired'),
      sentence: ({ cluster, key }) =>
        l10n.t(
          'The lease of {key} in {cluster} has expired, so nothing was written: the key itself is gone with it. Refresh the view.',
          {
            key,
            cluster,
          },
        ),
    },
    'revision.compacted': {
      summary: l10n.t('compacted'),
      sentence: ({ cluster, fact }) =>
        sentences(
          l10n.t('Revision {revision} of {cluster} was compacted away and cannot be read any more.', {
            revision: fact('revision') ?? l10n.t('asked for'),
            cluster,
          }),
          l10n.t('Refresh to read the newest.'),
        ),
    },
    'revision.future': {
      summary: l10n.t('revision not there yet'),
      sentence: ({ cluster, fact }) =>
        l10n.t(
          '{cluster} has not come to revision {revision} yet. It may be another cluster than before, or one restored from a backup; refresh the view.',
          {
            cluster,
            revision: fact('revision') ?? l10n.t('asked for'),
          },
        ),
    },
    'cluster.noSpace': {
      summary: l10n.t('out of space'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} has used up its space quota and refuses writes (alarm NOSPACE). Compact and defragment it, then disarm the alarm.',
          {
            cluster,
          },
        ),
    },
    'cluster.noLeader': {
      summary: l10n.t('no leader'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} has no leader, so it cannot answer. Check that more than half of its members run and reach each other.',
          {
            cluster,
          },
        ),
    },
    'cluster.tooManyRequests': {
      summary: l10n.t('overloaded'),
      sentence: ({ cluster }) =>
        l10n.t('{cluster} has too many requests to take another one. Wait a moment and try again.', { cluster }),
    },
    'cluster.replaced': {
      summary: l10n.t('another history'),
      sentence: ({ cluster, fact }) =>
        sentences(
          l10n.t('{cluster} no longer has the history that was watched, so the watch has ended.', { cluster }),
          ending(fact('actual'), actual =>
            l10n.t('It was at revision {revision} and is at {actual} now.', {
              revision: fact('revision') ?? '?',
              actual,
            }),
          ),
          l10n.t(
            'It was restored from a backup, or another cluster answers at its address. Refresh the views and watch again.',
          ),
        ),
    },
    'message.tooLarge': {
      summary: l10n.t('answer too large'),
      sentence: ({ cluster, key, fact }) =>
        sentences(
          l10n.t('The answer of {cluster} for {key} is larger than what can be received at once.', { cluster, key }),
          ending(fact('limit'), limit => l10n.t('The limit is {limit} bytes.', { limit })),
          l10n.t('Ask for less: a longer prefix, or a smaller page size in the settings.'),
        ),
    },
    'request.tooLarge': {
      summary: l10n.t('too large'),
      sentence: ({ cluster, key, fact }) =>
        sentences(
          l10n.t('{key} was not written: it is larger than {cluster} accepts.', { key, cluster }),
          ending(fact('size'), size => l10n.t('It has {size} bytes.', { size })),
          ending(fact('operations'), operations => l10n.t('It takes {operations} operations.', { operations })),
          ending(fact('limit'), limit => l10n.t('The limit is {limit}.', { limit })) ??
            l10n.t('The limit is 1.5 MiB unless etcd runs with another --max-request-bytes.'),
        ),
    },
    'call.timeout': {
      summary: l10n.t('no answer in time'),
      sentence: ({ cluster, fact }) =>
        sentences(
          ending(fact('milliseconds'), milliseconds =>
            l10n.t('{cluster} did not answer within {seconds} seconds.', {
              cluster,
              seconds: Math.round(Number(milliseconds) / 100) / 10,
            }),
          ) ?? l10n.t('{cluster} did not answer in time.', { cluster }),
          l10n.t('Try again, or give it more time with the setting etcdscope.callTimeoutSeconds.'),
        ),
    },
    'call.unsupported': {
      summary: l10n.t('not supported'),
      sentence: ({ cluster, fact }) =>
        sentences(
          l10n.t('{cluster} does not know this call.', { cluster }),
          ending(fact('server'), words => l10n.t('It says: {words}.', { words: withoutFullStop(words) })),
          l10n.t('It needs a newer etcd, or a proxy between that lets it through.'),
        ),
    },
    'call.failed': {
      summary: l10n.t('etcd reports an error'),
      sentence: ({ cluster, fact }) =>
        fact('reason') === 'malformedAnswer'
          ? l10n.t('{cluster} sent an answer that is not in the protocol of etcd. Check what stands between.', {
              cluster,
            })
          : (ending(fact('server', 'reason'), reason =>
              l10n.t('A call to {cluster} failed: {reason}. The log has more.', {
                cluster,
                reason: withoutFullStop(reason),
              }),
            ) ?? l10n.t('A call to {cluster} failed. The log has more.', { cluster })),
    },
  };
}
