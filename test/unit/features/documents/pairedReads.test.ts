import assert from 'node:assert/strict';
import { PairedReads } from '../../../../src/features/documents/pairedReads';

describe('PairedReads', () => {
  let reads: PairedReads<number>;
  let calls: ((value: number) => void)[];

  /** Answers the call under way with its number. */
  const answer = () => calls.at(-1)?.(calls.length);

  beforeEach(() => {
    calls = [];
    reads = new PairedReads(() => new Promise(resolve => calls.push(resolve)));
  });
  afterEach(() => reads.dispose());

  it('asks once for a stat and a content side by side, in either order', async () => {
    const pair = Promise.all([reads.forStat('a'), reads.forContent('a')]);
    answer();
    assert.deepEqual(await pair, [1, 1]);
    const otherPair = Promise.all([reads.forContent('a'), reads.forStat('a')]);
    answer();
    assert.deepEqual(await otherPair, [2, 2]);
  });

  it('asks once for a stat and the content after it', async () => {
    const stat = reads.forStat('a');
    answer();
    assert.deepEqual([await stat, await reads.forContent('a')], [1, 1]);
    assert.equal(calls.length, 1);
  });

  it('asks anew for every stat, and for every further content', async () => {
    for (const expected of [1, 2]) {
      const stat = reads.forStat('a');
      answer();
      assert.equal(await stat, expected);
    }
    assert.equal(await reads.forContent('a'), 2);
    const further = reads.forContent('a');
    answer();
    assert.equal(await further, 3);
  });

  it('leaves nothing of a pair to a later content', async () => {
    const pair = Promise.all([reads.forStat('a'), reads.forContent('a')]);
    answer();
    await pair;
    const later = reads.forContent('a');
    answer();
    assert.equal(await later, 2);
  });

  it('does not mix files', async () => {
    const stat = reads.forStat('a');
    answer();
    await stat;
    const other = reads.forContent('b');
    answer();
    assert.equal(await other, 2);
  });

  it('forgets what is outdated, also what is still under way', async () => {
    const stat = reads.forStat('a');
    answer();
    await stat;
    reads.forget('a');
    const fresh = reads.forStat('a');
    reads.forget('a');
    answer();
    assert.equal(await fresh, 2);
    const content = reads.forContent('a');
    answer();
    assert.equal(await content, 3);
  });

  it('does not keep failures', async () => {
    let isBroken = true;
    const failing = new PairedReads(async () => {
      if (isBroken) {
        throw new Error('no connection');
      }
      return 'content';
    });
    await assert.rejects(Promise.all([failing.forStat('a'), failing.forContent('a')]), /no connection/);
    isBroken = false;
    assert.equal(await failing.forContent('a'), 'content');
    failing.dispose();
  });
});
