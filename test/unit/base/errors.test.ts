import assert from 'node:assert/strict';
import { EtcdscopeError, hasCode, isEtcdscopeError } from '../../../src/core/base/errors';

describe('EtcdscopeError', () => {
  it('says its code and facts, leaving out what is not known', () => {
    const error = new EtcdscopeError('key.conflict', {
      expected: 3n,
      actual: undefined,
      endpoint: 'http://127.0.0.1:1',
    });
    assert.equal(error.message, 'key.conflict (expected=3, endpoint=http://127.0.0.1:1)');
    assert.equal(new EtcdscopeError('cancelled').message, 'cancelled');
  });

  it('is known by its code, from another copy of the module too', () => {
    const foreign = Object.assign(new Error('x'), { isEtcdscopeError: true, code: 'key.notFound', facts: {} });
    assert.ok(isEtcdscopeError(foreign) && hasCode(foreign, 'key.conflict', 'key.notFound'));
    assert.ok(!hasCode(foreign, 'key.conflict'));
    for (const other of [new Error('x'), { isEtcdscopeError: true, code: 'key.notFound' }, undefined, 'key.notFound']) {
      assert.ok(!isEtcdscopeError(other) && !hasCode(other, 'key.notFound'));
    }
  });

  it('keeps its cause', () => {
    const cause = new Error('below');
    assert.equal(new EtcdscopeError('call.failed', {}, { cause }).cause, cause);
  });
});
