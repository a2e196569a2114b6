import assert from 'node:assert/strict';
import { count, everyOf, flag, list, nothing, oneOf, optional, record, text } from '../../../src/protocol/shape';
import { serializeStartData } from '../../../src/protocol/startData';

describe('shapes of messages', () => {
  it('take what they stand for, and nothing else', () => {
    const shape = record({ name: text(3), note: optional(text(3)), size: count, tags: list(oneOf('a', 'b'), 2) });
    const good = { name: 'abc', size: 0, tags: ['a', 'b'] };
    assert.ok(shape(good));
    assert.ok(shape({ ...good, note: 'x', further: 1 }));
    for (const bad of [
      { ...good, name: 'abcd' },
      { ...good, name: undefined },
      { ...good, note: 1 },
      { ...good, size: -1 },
      { ...good, size: 0.5 },
      { ...good, size: Number.NaN },
      { ...good, size: '0' },
      { ...good, tags: ['c'] },
      { ...good, tags: ['a', 'a', 'a'] },
      { ...good, tags: { length: 0 } },
      null,
      undefined,
      'text',
    ]) {
      assert.equal(shape(bad), false, JSON.stringify(bad));
    }
  });

  it('want every name of a table', () => {
    const shape = everyOf(['a', 'b'], flag);
    assert.ok(shape({ a: true, b: false }));
    assert.equal(shape({ a: true }), false);
    assert.equal(shape(null), false);
  });

  it('take null for nothing, which is what undefined may have become on its way', () => {
    assert.ok(nothing(undefined));
    assert.ok(nothing(null));
    assert.equal(nothing(0), false);
  });
});

describe('start-up data', () => {
  it('cannot end the element that holds them', () => {
    const hostile = { name: '</script><script>alert(1)</script><!-- <script' };
    const written = serializeStartData(hostile);
    assert.doesNotMatch(written, /</);
    assert.deepEqual(JSON.parse(written), hostile);
  });
});
