import { textFromBytes } from '../../core/base/bytes';
import type { KeyNumbers } from '../../core/keyspace/compare/keyDifference';
import { keyText } from '../../core/keyspace/keyText';
import type { ListedDifference } from './differenceList';

/** A line of JSON a difference: keys, kinds and revisions. Never a value. */
export function differenceLines(differences: readonly ListedDifference[]): string {
  return differences.map(difference => `${JSON.stringify(lineOf(difference))}\n`).join('');
}

function lineOf({ kind, key, left, right }: ListedDifference): object {
  return {
    kind,
    key: keyText(key),
    // The text spells out what is no UTF-8; programs want the bytes.
    ...(textFromBytes(key) === undefined && { keyBase64: Buffer.from(key).toString('base64') }),
    ...(left && { left: revisionsOf(left) }),
    ...(right && { right: revisionsOf(right) }),
  };
}

/** As texts: revisions may be beyond what numbers of JSON hold exactly. */
function revisionsOf({ createRevision, modRevision, version }: KeyNumbers): object {
  return { createRevision: String(createRevision), modRevision: String(modRevision), version: String(version) };
}
