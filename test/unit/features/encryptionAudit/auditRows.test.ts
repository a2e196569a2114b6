import assert from 'node:assert/strict';
import { type AuditRow, AuditRows } from '../../../../src/features/encryptionAudit/auditRows';
import type { RowQuery } from '../../../../src/protocol/encryptionAudit';

const query: RowQuery = { from: 0, limit: 100, sort: 'name', descending: false, text: '' };

function row(name: string, changes: Partial<AuditRow> = {}): AuditRow {
  return {
    key: new TextEncoder().encode(name),
    resource: 'secrets',
    namespace: 'default',
    name,
    atRest: 'aescbc v1 · a',
    state: 'encrypted',
    type: '',
    ...changes,
  };
}

function filled(...rows: readonly AuditRow[]): AuditRows {
  const all = new AuditRows();
  for (const each of rows) {
    all.add(each);
  }
  return all;
}

describe("the audit's rows", () => {
  const rows = filled(row('c'), row('a', { state: 'plaintext', atRest: '' }), row('b', { namespace: 'Shop' }));
  const names = (changes: Partial<RowQuery>) => rows.page({ ...query, ...changes }).rows.map(({ name }) => name);

  it('sort by any column, both ways', () => {
    assert.deepEqual(names({}), ['a', 'b', 'c']);
    assert.deepEqual(names({ descending: true }), ['c', 'b', 'a']);
    assert.deepEqual(names({ sort: 'namespace' }), ['b', 'c', 'a'], 'equal ones in the order of their keys');
    assert.deepEqual(names({ sort: 'state' }), ['a', 'c', 'b'], 'what needs something done first');
  });

  it('filter by text, whatever its case, and by state', () => {
    assert.deepEqual(names({ text: 'SHOP' }), ['b']);
    assert.deepEqual(names({ text: 'shop/b' }), ['b']);
    assert.deepEqual(names({ text: 'aescbc' }), ['b', 'c']);
    assert.deepEqual(names({ state: 'plaintext' }), ['a']);
    assert.deepEqual(names({ text: 'nobody' }), []);
  });

  it('come in pages, with ids that lead back to their keys and without the keys themselves', () => {
    const page = rows.page({ ...query, from: 1, limit: 1 });
    assert.equal(page.total, 3);
    const [only] = page.rows;
    assert.ok(only && !('key' in only));
    assert.equal(rows.row(only.id)?.name, 'b');
    assert.equal(rows.row(99), undefined);
  });

  it('follow what is added later', () => {
    const growing = filled(row('a'));
    assert.equal(growing.page(query).total, 1);
    growing.add(row('b'));
    assert.equal(growing.page(query).total, 2);
  });

  it('keep room for what is wrong when there are more than they hold', () => {
    const many = new AuditRows();
    const encrypted = row('x');
    for (let index = 0; index < 60_000; index++) {
      many.add(encrypted);
    }
    many.add(row('plain', { state: 'plaintext' }));
    assert.deepEqual([many.listed, many.omitted], [50_001, 10_000]);
    assert.equal(many.page({ ...query, sort: 'state', limit: 1 }).rows[0]?.name, 'plain');
  });
});
