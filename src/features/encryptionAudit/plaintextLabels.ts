import { bytesFromText, indexOfBytes } from '../../core/base/bytes';
import { keyText } from '../../core/keyspace/keyText';
import type { DecodedValue } from '../../core/kubernetes';
import type { Localization } from '../../host/errorSentenceTable';
import { shortened } from '../../host/messageText';
import type { LabelledBytes } from './rawBytesText';

/** Entries of a Secret that are looked for in its bytes. */
const mostEntries = 100;

/**
 * What lies in clear: of a Secret the places where its data can be read as they stand, of everything else one run.
 * A place is found by the decoded data themselves, so what is marked is what a thief would read.
 */
export function labelledPlaintext(
  value: Uint8Array,
  decoded: DecodedValue,
  l10n: Localization,
): readonly LabelledBytes[] {
  const found = secretEntries(decoded)
    .flatMap(({ name, stored }) => {
      const start = stored.length === 0 ? -1 : indexOfBytes(value, stored);
      const label = l10n.t('Readable, {name}', { name: shortened(keyText(bytesFromText(name))) });
      return start < 0 ? [] : [{ start, end: start + stored.length, label, tone: 'readable' as const }];
    })
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const runs: LabelledBytes[] = [];
  let at = 0;
  const fill = (end: number) => {
    if (end > at) {
      runs.push({ start: at, end, label: l10n.t('In clear'), tone: 'other' });
    }
  };
  for (const run of found) {
    if (run.start >= at) {
      fill(run.start);
      runs.push(run);
      at = run.end;
    }
  }
  fill(value.length);
  return runs;
}

/** The data of a Secret as its value holds them: protobuf has the bytes, JSON and YAML their base64. */
function secretEntries({ object, kind, format }: DecodedValue): readonly { name: string; stored: Uint8Array }[] {
  const data = kind === 'Secret' && isObject(object) ? object.data : undefined;
  if (!isObject(data)) {
    return [];
  }
  return Object.entries(data)
    .slice(0, mostEntries)
    .flatMap(([name, text]) =>
      typeof text === 'string'
        ? [{ name, stored: format === 'kubernetes-protobuf' ? Buffer.from(text, 'base64') : bytesFromText(text) }]
        : [],
    );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
