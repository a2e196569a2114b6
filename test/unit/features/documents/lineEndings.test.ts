import assert from 'node:assert/strict';
import { keepLineEndings } from '../../../../src/features/documents/lineEndings';
import { positionOfByte } from '../../../../src/features/documents/textPosition';
import { type SeededRandom, seededRandom } from '../../../support/seededRandom';

describe('keepLineEndings', () => {
  it('leaves texts with one kind of line ending to the editor', () => {
    assert.equal(keepLineEndings('a\nb\n', 'a\r\nb\r\n'), 'a\r\nb\r\n');
    assert.equal(keepLineEndings('a\r\nb', 'a\nb'), 'a\nb');
    assert.equal(keepLineEndings('', 'new'), 'new');
  });

  it('gives the untouched lines before and after a change their own endings back', () => {
    assert.equal(keepLineEndings('a\r\nb\nc\rd\r\n', 'a\nX\nc\nd\n'), 'a\r\nX\nc\rd\r\n');
    assert.equal(keepLineEndings('a\r\nb\nc', 'a\nnew\nb\nc'), 'a\r\nnew\nb\nc');
    assert.equal(keepLineEndings('a\r\nb\nc\r\n', 'a\nc\n'), 'a\r\nc\r\n');
    assert.equal(keepLineEndings('a\r\nb\n', 'a\nb\nc\n'), 'a\r\nb\nc\n');
  });

  it('keeps a lone carriage return from merging with an empty line that follows it now', () => {
    assert.equal(keepLineEndings('a\rb\n', 'a\n\nb\n'), 'a\r\n\nb\n');
  });

  it('takes a last line that gained or lost its ending for changed', () => {
    assert.equal(keepLineEndings('a\r\nb\nc', 'a\nb\nc\n'), 'a\r\nb\nc\n');
    assert.equal(keepLineEndings('a\r\nb\nc\r\n', 'a\nb\nc'), 'a\r\nb\nc');
  });

  it('gives a mixed text back unchanged, whichever ending the editor chose, and never changes what is between', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 2000; round++) {
      const stored = textOf(random, ['\n', '\r\n', '\r']);
      const lone = /\r(?!\n)/.test(stored);
      const isMixed = lone || (/(^|[^\r])\n/.test(stored) && /\r\n/.test(stored));
      for (const ending of ['\n', '\r\n']) {
        const shown = stored.replace(/\r\n|\r|\n/g, ending);
        assert.equal(keepLineEndings(stored, shown), isMixed ? stored : shown);
        const edited = textOf(random, [ending]);
        const kept = keepLineEndings(stored, edited);
        assert.equal(kept.replace(/\r\n|\r/g, '\n'), edited.replace(/\r\n|\r/g, '\n'));
      }
    }
  });
});

function textOf(random: SeededRandom, endings: readonly string[]): string {
  let text = '';
  for (let count = random.below(6); count > 0; count--) {
    text += random.pick(['', 'a', 'b', 'ab']) + random.pick(endings);
  }
  return text + random.pick(['', 'a']);
}

describe('positionOfByte', () => {
  it('counts as an editor does', () => {
    const content = Buffer.from('\ufeff{"ä":\r\n 1,\r2,\n🔑x}');
    const at = (text: string) => positionOfByte(content, content.indexOf(text));
    assert.deepEqual(at('{'), { line: 1, column: 1 });
    assert.deepEqual(at('":'), { line: 1, column: 4 });
    assert.deepEqual(at('1'), { line: 2, column: 2 });
    assert.deepEqual(at('2'), { line: 3, column: 1 });
    assert.deepEqual(at('x'), { line: 4, column: 3 });
  });
});
