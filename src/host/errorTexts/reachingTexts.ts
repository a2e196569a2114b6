import { type ErrorTexts, ending, type Localization, sentences, withoutFullStop } from './errorText';

/** What keeps a cluster from being reached, or its user from getting in. */
export function reachingTexts(l10n: Localization): ErrorTexts<'connection' | 'tls' | 'auth'> {
  return {
    'connection.refused': {
      summary: l10n.t('connection refused'),
      sentence: ({ cluster }) =>
        l10n.t('{cluster} refused the connection. Check that etcd runs there, and the host and port of the endpoint.', {
          cluster,
        }),
    },
    'connection.hostNotFound': {
      summary: l10n.t('host not found'),
      sentence: ({ cluster }) =>
        l10n.t("{cluster} cannot be found: its host name has no address. Check its spelling and this machine's DNS.", {
          cluster,
        }),
    },
    'connection.unreachable': {
      summary: l10n.t('not reachable'),
      sentence: ({ cluster }) =>
        l10n.t('{cluster} cannot be reached from this machine. Check the network, the firewall and the endpoint.', {
          cluster,
        }),
    },
    'connection.timeout': {
      summary: l10n.t('no answer in time'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} did not answer the attempt to connect in time. Check the endpoint, the firewall and the load of the member.',
          {
            cluster,
          },
        ),
    },
    'connection.lost': {
      summary: l10n.t('connection lost'),
      sentence: ({ cluster }) =>
        l10n.t(
          'The connection to {cluster} was lost on the way. Try again; if it stays so, check that the member is running.',
          {
            cluster,
          },
        ),
    },
    'connection.closed': {
      summary: l10n.t('disconnected'),
      sentence: ({ cluster }) =>
        l10n.t('{cluster} was disconnected while this was running. Connect and try again.', { cluster }),
    },
    'connection.notEtcd': {
      summary: l10n.t('not an etcd'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} answers, but not as an etcd server does. Check the port: etcd serves clients on 2379 unless configured otherwise.',
          {
            cluster,
          },
        ),
    },
    'connection.plaintextToTls': {
      summary: l10n.t('expects https'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} closed the unencrypted connection, as a server with TLS does. Try the endpoint with https://.',
          {
            cluster,
          },
        ),
    },
    'connection.tlsToPlaintext': {
      summary: l10n.t('does not speak TLS'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} does not speak TLS. Check the port, or use the endpoint with http:// if it is meant to be unencrypted.',
          {
            cluster,
          },
        ),
    },
    'tls.unknownAuthority': {
      summary: l10n.t('unknown certificate authority'),
      sentence: ({ cluster }) =>
        l10n.t(
          'The certificate of {cluster} is signed by an authority that is not trusted here. Edit the connection and choose the CA certificate of this cluster.',
          {
            cluster,
          },
        ),
    },
    'tls.expired': {
      summary: l10n.t('certificate expired'),
      sentence: ({ cluster, fact }) =>
        sentences(
          l10n.t('A certificate in the connection to {cluster} has expired.', { cluster }),
          ending(fact('validTo'), date => l10n.t('It was valid until {date}.', { date })),
          l10n.t('Renew it; if that was done, check the clock of this machine.'),
        ),
    },
    'tls.notYetValid': {
      summary: l10n.t('certificate not yet valid'),
      sentence: ({ cluster, fact }) =>
        sentences(
          l10n.t('A certificate in the connection to {cluster} is not valid yet.', { cluster }),
          ending(fact('validFrom'), date => l10n.t('It is valid from {date}.', { date })),
          l10n.t('Check the clock of this machine and of the one that made the certificate.'),
        ),
    },
    'tls.wrongHost': {
      summary: l10n.t('certificate for another host'),
      sentence: ({ cluster, fact }) =>
        sentences(
          l10n.t('The certificate of {cluster} is made for another host.', { cluster }),
          ending(fact('names'), names => l10n.t('It names {names}.', { names })),
          l10n.t('Use one of its names in the endpoint, or set the server name of the connection.'),
        ),
    },
    'tls.clientCertificateRequired': {
      summary: l10n.t('client certificate required'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} asks for a client certificate. Edit the connection and choose a client certificate and its key.',
          {
            cluster,
          },
        ),
    },
    'tls.clientCertificateRejected': {
      summary: l10n.t('client certificate rejected'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} rejected the client certificate. Choose one that is signed by the authority it trusts, is meant for clients and has not expired.',
          {
            cluster,
          },
        ),
    },
    'tls.badCertificateFile': {
      summary: l10n.t('bad certificate file'),
      sentence: ({ cluster, fact }) => {
        const file = fact('path') ?? l10n.t('A certificate or key of the connection');
        switch (fact('reason')) {
          case 'noCertificate':
            return l10n.t('{file} holds no certificate in PEM form. Edit {cluster} and choose another file.', {
              file,
              cluster,
            });
          case 'noKey':
            return l10n.t('{file} holds no private key in PEM form. Edit {cluster} and choose another file.', {
              file,
              cluster,
            });
          case 'missing':
            return l10n.t('{cluster} has only one of client certificate and client key. Edit it and choose both.', {
              cluster,
            });
          default:
            return l10n.t(
              '{file} is damaged or no certificate or key at all. Edit {cluster} and choose another file.',
              {
                file,
                cluster,
              },
            );
        }
      },
    },
    'tls.keyMismatch': {
      summary: l10n.t('key does not fit the certificate'),
      sentence: ({ cluster }) =>
        l10n.t(
          'The client key of {cluster} does not belong to its client certificate. Edit the connection and choose the pair that was made together.',
          {
            cluster,
          },
        ),
    },
    'tls.badPassphrase': {
      summary: l10n.t('wrong passphrase'),
      sentence: ({ cluster, fact }) =>
        fact('missing') === 'true'
          ? l10n.t('The client key of {cluster} is encrypted. Connect again and enter its passphrase.', { cluster })
          : l10n.t('This passphrase does not open the client key of {cluster}. Connect again to enter another one.', {
              cluster,
            }),
    },
    'tls.other': {
      summary: l10n.t('TLS failed'),
      sentence: ({ cluster, fact }) =>
        sentences(
          l10n.t('No secure connection to {cluster} came about.', { cluster }),
          ending(fact('alert', 'reason'), reason =>
            l10n.t('The reason given is {reason}.', { reason: withoutFullStop(reason) }),
          ),
          l10n.t('Check the certificates of the connection and the TLS versions that the server allows.'),
        ),
    },
    'auth.failed': {
      summary: l10n.t('wrong user or password'),
      sentence: ({ cluster, fact }) =>
        l10n.t(
          '{cluster} does not accept the user {user} with this password. Connect again to enter another one, or edit the connection.',
          {
            cluster,
            user: fact('username') ?? l10n.t('of the connection'),
          },
        ),
    },
    'auth.tokenExpired': {
      summary: l10n.t('login expired'),
      sentence: ({ cluster }) =>
        l10n.t('The login at {cluster} has expired. Disconnect and connect again.', { cluster }),
    },
    'auth.required': {
      summary: l10n.t('login required'),
      sentence: ({ cluster }) =>
        l10n.t('{cluster} has authentication turned on and wants a user. Edit the connection and enter one.', {
          cluster,
        }),
    },
    'auth.notEnabled': {
      summary: l10n.t('no login here'),
      sentence: ({ cluster }) =>
        l10n.t(
          '{cluster} has authentication turned off, yet the connection names a user. Edit the connection and empty the user.',
          {
            cluster,
          },
        ),
    },
    'auth.permissionDenied': {
      summary: l10n.t('permission denied'),
      sentence: ({ cluster, fact }) =>
        sentences(
          ending(fact('key'), key => l10n.t("{cluster} does not permit this at '{key}'.", { cluster, key })) ??
            l10n.t('{cluster} does not permit this.', { cluster }),
          ending(fact('username'), user => l10n.t('The user is {user}.', { user })),
          l10n.t('Ask for a role with that permission, or connect as another user.'),
        ),
    },
  };
}
