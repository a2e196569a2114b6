/** What somebody should know before a value of another time or place goes back into a cluster. */
import type { KeyValue } from '../../core/base/keyValue';
import type { DecodedValue, JsonValue } from '../../core/kubernetes';
import { isJsonObject } from '../../core/kubernetes/json';
import type { Localization } from '../../host/errorSentenceTable';

export interface Restoration {
  /** What is to be put back. */
  readonly from: KeyValue;
  /** Who encrypted it. */
  readonly encryption?: { readonly provider: string; readonly keyName: string };
  /** The same decoded, and decrypted where its connection has the key. */
  readonly decoded: DecodedValue;
  /** What stands there now; absent where the key is gone. */
  readonly current: KeyValue | undefined;
  readonly decodedCurrent: DecodedValue | undefined;
  /** Whether it is from a damaged snapshot. */
  readonly isFromDamaged?: boolean;
  /** Whether an API server reads this key. */
  readonly isKubernetes: boolean;
}

/** Sentences, the gravest last, as the eye rests there. */
export function restoreNotes(restoration: Restoration, l10n: Localization): readonly string[] {
  return [
    leaseNote(restoration, l10n),
    encryptionNote(restoration, l10n),
    ...(restoration.isKubernetes ? kubernetesNotes(restoration, l10n) : []),
    restoration.isFromDamaged
      ? l10n.t(
          'The snapshot is damaged: this may be an earlier state of the key than its last one, or a key that was deleted.',
        )
      : undefined,
  ].filter(note => note !== undefined);
}

function leaseNote({ from, current }: Restoration, l10n: Localization): string | undefined {
  if (current && current.lease !== 0n) {
    return l10n.t('The key keeps the lease that it has, and goes when that expires.');
  }
  return from.lease === 0n
    ? undefined
    : l10n.t('The key had a lease. It comes back without one, and stays until it is deleted.');
}

function encryptionNote({ encryption }: Restoration, l10n: Localization): string | undefined {
  return (
    encryption &&
    l10n.t(
      'The value is encrypted at rest by {provider} with the key "{keyName}", and goes back as it is: it can be read only where the API server still has the same key.',
      { provider: encryption.provider, keyName: encryption.keyName },
    )
  );
}

function kubernetesNotes({ decoded, current, decodedCurrent }: Restoration, l10n: Localization): readonly string[] {
  const uid = uidOf(decoded);
  const currentUid = decodedCurrent && uidOf(decodedCurrent);
  const isOther = current && uid !== undefined && currentUid !== undefined && uid !== currentUid;
  return [
    l10n.t('This writes past the API server: no admission, no validation. The object gets a new resourceVersion.'),
    isJsonObject(decoded.object) && decoded.object.status !== undefined
      ? l10n.t('Its status is that of then, until its controller looks again.')
      : undefined,
    current
      ? undefined
      : l10n.t('It comes back with its old uid. What it owned and was collected with it does not come back.'),
    !current && decoded.kind === 'Service'
      ? l10n.t('Its cluster IP and node ports may have been given to others by now.')
      : undefined,
    isOther
      ? l10n.t(
          'The object there now is another one of this name: its uid changes from {currentUid} to {uid}, and what it owns by its present uid may be collected as garbage.',
          { currentUid, uid },
        )
      : undefined,
  ].filter(note => note !== undefined);
}

/** None of a value that cannot be decoded, such as an encrypted one. */
function uidOf({ object }: DecodedValue): string | undefined {
  const metadata = isJsonObject(object) ? object.metadata : undefined;
  const uid: JsonValue | undefined = isJsonObject(metadata) ? metadata.uid : undefined;
  return typeof uid === 'string' && uid !== '' ? uid : undefined;
}
