import { isEncryptedAtRest } from '../../core/encryption/envelope/atRestNames';
import type { KeyTarget } from '../keyTarget';
import { type DetailTools, detailsOfValue, type ObjectDetails } from '../objectDetails';
import type { AtRestValues, OpenOptions } from './atRestValues';

/**
 * The details of a stored object, decrypted for them where the connection has the key; otherwise those of an encrypted
 * one are its provider alone.
 * @throws EtcdscopeError `cancelled`.
 */
export async function openDetails(
  target: KeyTarget,
  value: Uint8Array,
  { atRest, tools }: { readonly atRest: Pick<AtRestValues, 'open'> | undefined; readonly tools: DetailTools },
  options: OpenOptions = {},
): Promise<ObjectDetails | undefined> {
  const { key } = target;
  if (!atRest || !isEncryptedAtRest(value)) {
    return detailsOfValue(key, value, tools);
  }
  const { plaintext, protection } = await atRest.open(target, value, options);
  const details = detailsOfValue(key, plaintext, tools);
  return protection?.kind === 'opened' ? { ...details, encryptedBy: protection.provider, isDecrypted: true } : details;
}
