import { type ErrorTexts, ending, type Localization, sentences, withoutFullStop } from './errorText';

/** What is about a snapshot file. */
export function snapshotTexts(l10n: Localization): ErrorTexts<'snapshot'> {
  return {
    'snapshot.unreadable': {
      summary: l10n.t('snapshot cannot be read'),
      sentence: ({ fact }) => {
        const path = fact('path') ?? l10n.t('The snapshot file');
        switch (fact('reason')) {
          case 'ENOENT':
            return l10n.t('{path} does not exist on the machine where the extension runs.', { path });
          case 'EACCES':
          case 'EPERM':
            return l10n.t('{path} may not be read by the user that VS Code runs as.', { path });
          case 'notAFile':
            return l10n.t(
              '{path} is no file. Choose a snapshot, or the file member/snap/db inside of a data directory.',
              { path },
            );
          default:
            return sentences(
              l10n.t('{path} cannot be read.', { path }),
              ending(fact('reason'), text => l10n.t('The system says: {reason}.', { reason: withoutFullStop(text) })),
            );
        }
      },
    },
    'snapshot.notDatabase': {
      summary: l10n.t('not a snapshot'),
      sentence: ({ fact }) => {
        const path = fact('path') ?? l10n.t('The file');
        switch (fact('reason')) {
          case 'empty':
            return l10n.t('{path} is empty.', { path });
          case 'checksum':
            return l10n.t(
              '{path} is a database, but its first two pages are damaged, and without them nothing can be found in it. Look for another copy.',
              { path },
            );
          default:
            return l10n.t('{path} is no etcd snapshot: it does not begin as a database of etcd does.', { path });
        }
      },
    },
    'snapshot.noKeyBucket': {
      summary: l10n.t('no keys in the file'),
      sentence: ({ fact }) => {
        const path = fact('path') ?? l10n.t('The snapshot file');
        const pages = fact('unreadablePages') ?? '0';
        return pages === '0'
          ? l10n.t('{path} is a database, but not one of etcd: it has no keys.', { path })
          : l10n.t('{path} is damaged where it says where its keys are: {pages} pages cannot be read.', {
              path,
              pages,
            });
      },
    },
    'snapshot.damaged': {
      summary: l10n.t('snapshot is damaged'),
      sentence: ({ fact }) =>
        sentences(
          l10n.t('{path} is damaged.', { path: fact('path') ?? l10n.t('The snapshot file') }),
          ending(fact('unreadablePages'), pages => l10n.t('Pages that cannot be read: {pages}.', { pages })),
          ending(fact('page'), page => l10n.t('The first is page {page}.', { page })),
          l10n.t('Open it to see what is left, and look for another copy.'),
        ),
    },
    'snapshot.changed': {
      summary: l10n.t('snapshot has changed'),
      sentence: ({ fact }) => {
        const path = fact('path') ?? l10n.t('The snapshot file');
        switch (fact('change')) {
          case 'deleted':
            return l10n.t('{path} was deleted or moved after it was opened. It can be read here until it is closed.', {
              path,
            });
          case 'replaced':
            return l10n.t(
              '{path} is another file by now than the one that was opened, which is still what is shown. Open it again to see the new one.',
              { path },
            );
          case 'shorter':
            return l10n.t(
              '{path} has become shorter after it was opened, so values may be missing. Look for another copy.',
              { path },
            );
          default:
            return l10n.t(
              '{path} was changed after it was opened, perhaps by the server that it belongs to. Open it again, or open a copy.',
              { path },
            );
        }
      },
    },
    'snapshot.tooLarge': {
      summary: l10n.t('snapshot is too large'),
      sentence: ({ fact }) =>
        l10n.t('{path} has more keys and revisions than can be held in memory, or is larger than it may be.', {
          path: fact('path') ?? l10n.t('The snapshot file'),
        }),
    },
    'snapshot.notUnpacked': {
      summary: l10n.t('snapshot cannot be unpacked'),
      sentence: ({ fact }) => {
        const path = fact('path') ?? l10n.t('The snapshot file');
        switch (fact('reason')) {
          case 'damaged':
            return l10n.t('{path} is damaged or ends too soon, so it cannot be unpacked. Look for another copy.', {
              path,
            });
          case 'tooLarge':
            return l10n.t(
              '{path} unpacks to more than {limit} GiB, which is no database of etcd. Nothing was kept of it.',
              {
                path,
                limit: Number(fact('limit') ?? 0) / 1024 ** 3,
              },
            );
          case 'noSpace':
            return l10n.t(
              '{path} was not unpacked: the disk with the storage of VS Code has too little free space. Make room, or unpack it elsewhere and open that file.',
              { path },
            );
          default:
            return sentences(
              l10n.t('{path} cannot be unpacked.', { path }),
              ending(fact('reason'), text => l10n.t('The system says: {reason}.', { reason: withoutFullStop(text) })),
            );
        }
      },
    },
    'snapshot.closed': {
      summary: l10n.t('snapshot was closed'),
      sentence: ({ fact }) =>
        l10n.t('{path} was closed while this was running. Open it again.', {
          path: fact('path') ?? l10n.t('The snapshot file'),
        }),
    },
  };
}
