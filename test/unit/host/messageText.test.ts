import assert from 'node:assert/strict';
import { shortened, withoutLinks } from '../../../src/host/messageText';

/** What VS Code takes for a link in a message: text in brackets, right before an address in parentheses. */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;

describe('withoutLinks', () => {
  it('leaves nothing that would run a command', () => {
    const hostile = '/a/[click](command:workbench.action.terminal.new)';
    assert.match(hostile, link);
    assert.doesNotMatch(withoutLinks(hostile), link);
    assert.doesNotMatch(withoutLinks('[[a](](command:x)'), link);
  });

  it('leaves all else as it is', () => {
    assert.equal(withoutLinks("/registry/[a] (b) 'c'"), "/registry/[a] (b) 'c'");
  });
});

describe('shortened', () => {
  it('keeps what is short', () => {
    assert.equal(shortened('/registry/pods'), '/registry/pods');
    assert.equal(shortened('🙂'.repeat(200)), '🙂'.repeat(200));
  });

  it('cuts what is long, never inside a character', () => {
    assert.equal(shortened('🙂'.repeat(201)), `${'🙂'.repeat(200)}…`);
    assert.equal(shortened('k'.repeat(1 << 20)).length, 201);
  });
});
