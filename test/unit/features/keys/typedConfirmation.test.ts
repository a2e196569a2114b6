import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { needsTyping, textToType } from '../../../../src/features/keys/typedConfirmation';

describe('confirming the deletion of a prefix', () => {
  const prefix = bytesFromText('/a/');
  const nothing = bytesFromText('');

  it('needs typing for more than ten keys, for production, and for the whole keyspace', () => {
    assert.equal(needsTyping(prefix, 10, {}), false);
    assert.equal(needsTyping(prefix, 11, {}), true);
    assert.equal(needsTyping(prefix, 1, { production: true }), true);
    assert.equal(needsTyping(nothing, 1, {}), true);
  });

  it('has the prefix typed as it is shown, and the name of the connection for everything', () => {
    assert.equal(textToType(Uint8Array.of(0x2f, 0xff), { name: 'dev' }), '/\\xff');
    assert.equal(textToType(nothing, { name: 'dev' }), 'dev');
  });
});
