import assert from 'node:assert/strict';
import { linesMoved } from '../../../../../src/features/documents/problems/linesMoved';

const span = (startLine: number, endLine = startLine) => ({
  start: { line: startLine, character: 0 },
  end: { line: endLine, character: 3 },
});

describe('linesMoved', () => {
  it('follows lines that come or go above', () => {
    assert.equal(linesMoved(span(5), [{ range: span(2), text: 'a\nb\r\nc\rd' }]), 3);
    assert.equal(linesMoved(span(5), [{ range: span(1, 3), text: '' }]), -2);
    assert.equal(
      linesMoved(span(5), [
        { range: span(1), text: '\n' },
        { range: span(8), text: '\n\n' },
      ]),
      1,
    );
    assert.equal(linesMoved(span(5), []), 0);
  });

  it('gives a problem up whose lines were changed', () => {
    for (const touched of [span(5), span(4, 5), span(5, 9), span(0, 20)]) {
      assert.equal(linesMoved(span(5, 5), [{ range: touched, text: 'x' }]), undefined);
    }
  });
});
