import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import type { KeyRevision } from '../../../../src/core/keyspace/history/keyHistory';
import { isRevisionRow, revisionRows } from '../../../../src/features/history/revisionRow';

const target = { connectionId: 'a', key: bytesFromText('/key') };

function told(type: KeyRevision['type'], modRevision: bigint, readRevision = modRevision): KeyRevision {
  return { type, modRevision, readRevision, createRevision: 1n, version: 1n, lease: 0n };
}

describe('the rows of a history', () => {
  it('are newest first, each with the value that it replaced', () => {
    const revisions = [told('put', 2n, 5n), told('put', 6n), told('delete', 8n), told('put', 9n)];
    const rows = revisionRows(target, revisions);
    assert.deepEqual(
      rows.map(({ told: { modRevision }, previous, revision }) => [modRevision, previous?.modRevision, revision]),
      [
        [9n, undefined, 9n],
        [8n, 6n, 8n],
        [6n, 2n, 6n],
        [2n, undefined, 5n],
      ],
    );
  });

  it('are told from other targets', () => {
    const [row] = revisionRows(target, [told('put', 2n)]);
    assert.equal(isRevisionRow(row), true);
    assert.equal(isRevisionRow(target), false);
    assert.equal(isRevisionRow(undefined), false);
  });
});
