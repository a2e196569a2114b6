import assert from 'node:assert/strict';
import { EtcdscopeError, hasCode } from '../../../src/core/base/errors';
import { untilUnchanged } from '../../../src/host/untilUnchanged';

describe('doing what was agreed to', () => {
  it('asks again for as long as somebody else was faster, and for nothing else', async () => {
    const told: boolean[] = [];
    const outcome = await untilUnchanged(async isLookAgain => {
      told.push(isLookAgain);
      if (told.length < 3) {
        throw new EtcdscopeError('key.conflict');
      }
      return 'written';
    });
    assert.equal(outcome, 'written');
    assert.deepEqual(told, [false, true, true]);
    await assert.rejects(
      untilUnchanged(() => Promise.reject(new EtcdscopeError('store.readOnly'))),
      error => hasCode(error, 'store.readOnly'),
    );
  });
});
