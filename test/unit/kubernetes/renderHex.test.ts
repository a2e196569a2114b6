import assert from 'node:assert/strict';
import { renderHex } from '../../../src/core/kubernetes';

describe('kubernetes: hex dumps', () => {
  it('shows offset, bytes and printable ASCII, and says what it is', () => {
    const bytes = Uint8Array.from({ length: 18 }, (_, index) => index + 0x38);
    assert.equal(
      renderHex(bytes),
      'Hex dump of 18 bytes: offset, bytes, printable ASCII\n' +
        '00000000  38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47  |89:;<=>?@ABCDEFG|\n' +
        '00000010  48 49                                             |HI|\n',
    );
    assert.equal(renderHex(new Uint8Array(0)), 'Hex dump of 0 bytes: offset, bytes, printable ASCII\n');
  });

  it('stops at its limit and says how much is left', () => {
    const lines = renderHex(new Uint8Array(100), { limit: 20 }).split('\n');
    assert.deepEqual(lines.slice(2), [
      '00000010  00 00 00 00                                       |....|',
      '… 80 bytes more',
      '',
    ]);
  });
});
