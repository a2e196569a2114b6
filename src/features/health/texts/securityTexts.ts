import type { TextsOf } from './checkText';
import { millisecondsText } from './quantityText';

/** Who gets in, and for how long the certificates let them. */
export const securityTexts: TextsOf<
  'certificateExpiry' | 'clientCertificate' | 'clockSkew' | 'authentication' | 'plainHttp'
> = l10n => ({
  certificateExpiry: {
    name: l10n.t('Certificates'),
    found: ({ worst }) => {
      const days = Math.floor(worst);
      return days < 0
        ? l10n.t('A server certificate has expired')
        : days <= 1
          ? l10n.t('A server certificate expires within a day or two')
          : l10n.t('The first server certificate expires in {days} days', { days });
    },
    why: l10n.t(
      'From that moment on no client connects any more, and members cannot find each other again after a restart.',
    ),
    advice: (_check, { hasKubernetes }) => ({
      text: hasKubernetes
        ? l10n.t(
            'Renew it on each control-plane machine, then restart etcd and the API server there, one machine at a time. With kubeadm:',
          )
        : l10n.t(
            'Renew it with the same names and addresses. etcd reads a replaced certificate on the next handshake. To see its dates:',
          ),
      commands: hasKubernetes
        ? ['kubeadm certs check-expiration', 'kubeadm certs renew etcd-server']
        : ['openssl x509 -in SERVER.crt -noout -enddate -ext subjectAltName'],
    }),
  },
  clientCertificate: {
    name: l10n.t('Client certificate'),
    found: ({ days: exactDays }) => {
      const days = Math.floor(exactDays);
      return days < 0
        ? l10n.t('The client certificate of this connection has expired')
        : days <= 1
          ? l10n.t('The client certificate of this connection expires within a day or two')
          : l10n.t('The client certificate of this connection expires in {days} days', { days });
    },
    why: l10n.t(
      'From that moment on the members refuse this connection. Certificates that were issued together, such as those of the API server, often end together.',
    ),
    advice: (_check, { hasKubernetes }) => ({
      text: hasKubernetes
        ? l10n.t('Have a new one issued by the authority of etcd, and put it into the connection. With kubeadm:')
        : l10n.t(
            'Have a new one issued by the authority that etcd trusts, and put it into the connection. To see its dates:',
          ),
      commands: hasKubernetes
        ? ['kubeadm certs check-expiration', 'kubeadm certs renew etcd-healthcheck-client']
        : ['openssl x509 -in CLIENT.crt -noout -enddate'],
    }),
  },
  clockSkew: {
    name: l10n.t('Clocks'),
    found: ({ least, most }, { status }) =>
      status === 'ok' || least <= 0
        ? l10n.t('The clocks are less than {time} apart', { time: millisecondsText(most, l10n) })
        : l10n.t('Two clocks are at least {time} apart', { time: millisecondsText(least, l10n) }),
    said: ({ value = 0 }) =>
      value < 0
        ? l10n.t('about {time} behind this machine', { time: millisecondsText(-value, l10n) })
        : l10n.t('about {time} ahead of this machine', { time: millisecondsText(value, l10n) }),
    why: l10n.t('Certificates, tokens and the times in logs rest on clocks. Raft itself does not.'),
    advice: () => ({
      text: l10n.t('See whether the machine follows its time server:'),
      commands: ['timedatectl', 'chronyc tracking'],
    }),
  },
  authentication: {
    name: l10n.t('Access'),
    found: ({ isEnabled, acceptsNoCertificate }) =>
      isEnabled
        ? acceptsNoCertificate
          ? l10n.t('Clients must sign in')
          : l10n.t('Clients must sign in and show a certificate')
        : acceptsNoCertificate
          ? l10n.t('Whoever reaches the client port may read and write everything')
          : l10n.t('Clients must show a certificate'),
    why: l10n.t('Whoever can write to the etcd of a Kubernetes cluster owns the cluster.'),
    advice: () => ({
      text: l10n.t(
        'Set `--client-cert-auth=true` and `--trusted-ca-file` on every member, and let the firewall admit only the control plane to the client port.',
      ),
    }),
  },
  plainHttp: {
    name: l10n.t('Encrypted transport'),
    found: ({ endpoints }) =>
      endpoints.length === 0
        ? l10n.t('No traffic leaves a machine unencrypted')
        : endpoints.length === 1
          ? l10n.t('An endpoint speaks plain HTTP')
          : l10n.t('{count} endpoints speak plain HTTP', { count: endpoints.length }),
    items: ({ endpoints }) => endpoints.map(name => ({ name })),
    why: l10n.t('Keys, values and passwords travel readable for everyone on the way.'),
    advice: () => ({
      text: l10n.t(
        'Give the members a certificate with `--cert-file` and `--key-file`, and listen on `https://`. Metrics may stay on plain HTTP on an address of the machine itself.',
      ),
    }),
  },
});
