import { hasCode, isEtcdscopeError } from '../../core/base/errors';
import { isEncryptedAtRest } from '../../core/encryption/envelope/atRestNames';
import type { describeChange } from '../../core/kubernetes';
import type { AtRestPrefix, DescribedChange } from '../../core/kubernetes/changes';
import type { OpenedValue, OpenOptions } from '../../host/atRest/atRestValues';
import type { EventEntry } from './listEntry';

export interface DescribeTools {
  readonly describeChange: typeof describeChange;
  /** Finds the value before an event that came without it; undefined where nobody knows it any more. */
  readonly valueBefore?: ((entry: EventEntry) => Promise<Uint8Array | undefined>) | undefined;
  /** Decrypts a value as far as the connection has its key; absent where nothing is to be decrypted. */
  readonly openValue?: (key: Uint8Array, value: Uint8Array, options?: OpenOptions) => Promise<OpenedValue>;
}

/** What an event changed, by its values as they are stored; undefined where they are no longer known. */
export function describeEntry(
  { key, change, before, after, hasDroppedValues }: EventEntry,
  { describeChange }: DescribeTools,
  most: number,
): DescribedChange | undefined {
  // What was compacted meanwhile comes without the value before (WatchCreateRequest.prev_kv).
  const isKnown = !hasDroppedValues && (change !== 'updated' || before !== undefined);
  return !isKnown ? undefined : describeChange({ key, ...(before && { before }), ...(after && { after }) }, { most });
}

/** Whether an event came without the value before it, as most of a long history do. */
export function lacksBefore({ change, before, hasDroppedValues }: EventEntry): boolean {
  return change !== 'created' && before === undefined && !hasDroppedValues;
}

/**
 * An event with the value before it, as far as anybody still knows that; undefined where it could not be asked for.
 * @throws EtcdscopeError `cancelled`.
 */
export async function withBefore(
  entry: EventEntry,
  { valueBefore }: Pick<DescribeTools, 'valueBefore'>,
): Promise<EventEntry | undefined> {
  if (!valueBefore || !lacksBefore(entry)) {
    return entry;
  }
  try {
    const before = await valueBefore(entry);
    return before ? { ...entry, before } : entry;
  } catch (error) {
    if (isEtcdscopeError(error) && !hasCode(error, 'cancelled')) {
      return undefined;
    }
    throw error;
  }
}

/** Whether decrypting its values may tell more of an event than {@link describeEntry}. */
export function isEncrypted({ before, after, hasDroppedValues }: EventEntry): boolean {
  return !hasDroppedValues && [before, after].some(value => value && isEncryptedAtRest(value));
}

/**
 * What an event changed, with its values decrypted where the connection has the keys. Of such values only the names of
 * fields are told, whatever the object is: somebody thought them worth encrypting.
 * @throws EtcdscopeError `cancelled`.
 */
export async function describeOpened(
  entry: EventEntry,
  tools: DescribeTools,
  most: number,
  options: OpenOptions = {},
): Promise<DescribedChange | undefined> {
  const stored = describeEntry(entry, tools, most);
  const { openValue } = tools;
  if (!stored || !openValue || !isEncrypted(entry)) {
    return stored;
  }
  const { key } = entry;
  const open = async (value: Uint8Array | undefined) => value && (await openValue(key, value, options)).plaintext;
  const [before, after] = [await open(entry.before), await open(entry.after)];
  const value = { key, ...(before && { before }), ...(after && { after }) };
  const opened = tools.describeChange(value, { most, hidesValues: true });
  // Rewritten under another key, as in a rotation: that is the change.
  return opened.change.what === 'same' && isUnderAnotherKey(stored) ? { ...opened, change: stored.change } : opened;
}

function isUnderAnotherKey({ change }: DescribedChange): boolean {
  const names = (prefix: AtRestPrefix | undefined) => [prefix?.provider, prefix?.version, prefix?.keyName].join(' ');
  return change.what === 'encrypted' && names(change.before) !== names(change.after);
}
