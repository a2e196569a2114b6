import assert from 'node:assert/strict';
import { bytesFromText, emptyBytes } from '../../../../src/core/base/bytes';
import { prefixRange } from '../../../../src/core/base/keyValue';
import { Comparison } from '../../../../src/features/compare/comparison';
import type { ComparisonRequest } from '../../../../src/features/compare/comparisonRequest';
import { differenceLines } from '../../../../src/features/compare/differenceLines';
import { MemoryReader } from '../../../support/memoryReader';

function comparing(left: MemoryReader, right: MemoryReader, request: Partial<ComparisonRequest> = {}): Comparison {
  const whole = { left: { connectionId: 'left' }, right: { connectionId: 'right' }, prefix: emptyBytes, ...request };
  return new Comparison(whole, async id => (id === 'left' ? left : right));
}

function letters({ list }: Comparison): readonly string[] {
  return list.listed.map(({ kind, key }) => `${kind} ${Buffer.from(key)}`);
}

const value = bytesFromText;

describe('a comparison', () => {
  it('runs, and says at which revisions', async () => {
    const [left, right] = [new MemoryReader(['a', 'b']), new MemoryReader(['b', 'c'])];
    const comparison = comparing(left, right);
    await comparison.run();
    assert.deepEqual(comparison.state, { kind: 'done' });
    assert.deepEqual(letters(comparison), ['deleted a', 'created c']);
    assert.deepEqual([comparison.revisionOf('left'), comparison.revisionOf('right')], [2n, 2n]);
    assert.deepEqual(
      comparison.list.listed.map(({ leftRevision, rightRevision }) => [leftRevision, rightRevision]),
      [
        [2n, 2n],
        [2n, 2n],
      ],
    );
  });

  it('follows one key that was written to', async () => {
    const [left, right] = [new MemoryReader(['a', 'b']), new MemoryReader(['b'])];
    const comparison = comparing(left, right);
    await comparison.run();
    right.put(['a']);
    await comparison.compareAgain(value('a'));
    assert.deepEqual(letters(comparison), []);
    const revision = right.put(['b', value('other')]);
    await comparison.compareAgain(value('b'));
    assert.deepEqual(letters(comparison), ['changed b']);
    assert.equal(comparison.list.listed[0]?.rightRevision, revision);
  });

  it('knows which writes may make another result of it', () => {
    const store = new MemoryReader();
    const comparison = comparing(store, store, {
      left: { connectionId: 'left', revision: 1n },
      prefix: value('/registry/'),
    });
    const isTouched = (connectionId: string, key: string) => comparison.isTouchedBy({ connectionId, key: value(key) });
    assert.equal(isTouched('right', '/registry/a'), true);
    assert.equal(isTouched('right', 'a'), false);
    assert.equal(isTouched('left', '/registry/a'), false, 'a past revision does not change');
    assert.equal(isTouched('another', '/registry/a'), false);
    assert.equal(comparison.isTouchedBy({ connectionId: 'right', ...prefixRange(value('/')) }), true);
  });

  it('names the connection that a failure is about', async () => {
    const [left, right] = [new MemoryReader(['a']), new MemoryReader(['a'])];
    const comparison = comparing(left, right, { left: { connectionId: 'left', revision: 99n } });
    await comparison.run();
    const { state } = comparison;
    assert.ok(state.kind === 'failed');
    assert.deepEqual([state.error.code, state.error.facts.connectionId], ['revision.future', 'left']);
  });

  it('ends as cancelled, keeping what was found', async () => {
    const left = new MemoryReader(Array.from({ length: 20_000 }, (_, index) => `/k/${index}`));
    const comparison = comparing(left, new MemoryReader());
    comparison.onDidChange(() => comparison.cancel());
    await comparison.run();
    assert.deepEqual(comparison.state, { kind: 'cancelled' });
  });

  it('is exported as lines of keys, kinds and revisions, without any value', async () => {
    const [left, right] = [new MemoryReader(), new MemoryReader()];
    left.put(['text', value('secret-left')], [Uint8Array.of(0xff), value('secret-binary')]);
    right.put(['text', value('secret-right')]);
    const comparison = comparing(left, right);
    await comparison.run();
    const text = differenceLines(comparison.list.listed);
    assert.doesNotMatch(text, /secret/);
    const revisions = { createRevision: '2', modRevision: '2', version: '1' };
    assert.deepEqual(
      text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
      [
        { kind: 'changed', key: 'text', left: revisions, right: revisions },
        { kind: 'deleted', key: '\\xff', keyBase64: '/w==', left: revisions },
      ],
    );
  });
});
