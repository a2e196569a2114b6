import assert from 'node:assert/strict';
import { code, table } from '../../../../src/features/snapshot/markdownText';

describe('names of a cluster in Markdown', () => {
  it('stand as code that nothing in them ends', () => {
    assert.equal(code('etcd-0'), '`etcd-0`');
    assert.equal(code('a`b'), '``a`b``');
    assert.equal(code('```'), '```` ``` ````');
    assert.equal(code('`x'), '`` `x ``');
  });

  it('end no line and no cell, and turn no direction', () => {
    assert.equal(code('a|b'), '`a\\|b`');
    assert.equal(code('a\n# b'), '`a\\u{a}# b`');
    assert.equal(code('a\u202eb\u2028c\0'), '`a\\u{202e}b\\u{2028}c\\u{0}`');
  });

  it('are never nothing, and never endless', () => {
    assert.equal(code(''), '""');
    assert.equal(code('  '), '""');
    assert.equal(code('x'.repeat(1_000_000)), `\`${'x'.repeat(200)}…\``);
  });

  it('make tables', () => {
    assert.equal(table(['a', 'b'], [['1', '2']], [1]), '| a | b |\n| --- | ---: |\n| 1 | 2 |');
  });
});
