import type {
  AtRestPrefix,
  DescribedChange,
  FieldChange,
  FieldChanges,
  ValueChange,
} from '../../core/kubernetes/changes';
import type { Localization } from '../../host/errorSentenceTable';

/** Fields that a row names. */
const mostNamed = 4;
/** Characters of a row's words; the details have all of it. */
const mostWords = 400;

/** What a write changed, as one line. With `isShort` it leaves out what a narrow row does better without. */
export function changeWords({ change, kind }: DescribedChange, l10n: Localization, isShort = false): string {
  const words = wordsOf(isShort ? shortened(change) : change, kind, l10n);
  return words.length > mostWords ? `${words.slice(0, mostWords)}…` : words;
}

/** Of an event of which only the half is known, as reading the other one failed. */
export function unreadText(l10n: Localization): string {
  return l10n.t('what it was before could not be read');
}

function wordsOf(change: ValueChange, kind: string | undefined, l10n: Localization): string {
  switch (change.what) {
    case 'created':
      return kind === undefined ? '' : l10n.t('new {kind}', { kind });
    case 'deleted':
      return kind === undefined ? '' : l10n.t('{kind} gone', { kind });
    case 'same':
      return l10n.t('written again, unchanged');
    case 'fields':
      return fieldsText(change, l10n);
    case 'text':
      return `${change.before} → ${change.after}`;
    case 'encrypted':
      return encryptedText(change, l10n);
    case 'bytes':
      return l10n.t('another value');
  }
}

/** One changed field: `status.readyReplicas 2 → 3`. */
export function fieldText({ path, what, before, after }: FieldChange, l10n: Localization): string {
  switch (what) {
    case 'added':
      return after === undefined
        ? l10n.t('{path} added', { path })
        : l10n.t('{path} added: {value}', { path, value: after });
    case 'removed':
      return l10n.t('{path} removed', { path });
    case 'changed':
      return before === undefined || after === undefined
        ? l10n.t('{path} changed', { path })
        : `${path} ${before} → ${after}`;
  }
}

/** As Kubernetes writes them (RFC 3339, in UTC). */
const timestamp = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;

/** Names two moments of one day by their hours: a Lease says nothing else every few seconds. */
function shortened(change: ValueChange): ValueChange {
  return change.what === 'fields' ? { ...change, fields: change.fields.map(withoutDay) } : change;
}

function withoutDay(field: FieldChange): FieldChange {
  const [, day, before] = timestamp.exec(field.before ?? '') ?? [];
  const [, dayAfter, after] = timestamp.exec(field.after ?? '') ?? [];
  return day !== undefined && day === dayAfter && before !== after ? { ...field, before, after } : field;
}

function fieldsText({ fields, omitted }: FieldChanges, l10n: Localization): string {
  if (fields.length === 0) {
    return l10n.t('no field changed');
  }
  const named = fields.slice(0, mostNamed).map(field => fieldText(field, l10n));
  const others = fields.length - named.length + omitted;
  return [...named, ...(others > 0 ? [l10n.t('{count} more', { count: others })] : [])].join(' · ');
}

function encryptedText(
  { before, after }: { readonly before?: AtRestPrefix; readonly after?: AtRestPrefix },
  l10n: Localization,
): string {
  const [from, to] = [before, after].map(prefix => prefix && `${prefix.provider} ${prefix.version} ${prefix.keyName}`);
  if (from === to) {
    return l10n.t('encrypted, another value');
  }
  return l10n.t('encrypted: {before} → {after}', {
    before: from ?? l10n.t('plaintext'),
    after: to ?? l10n.t('plaintext'),
  });
}
