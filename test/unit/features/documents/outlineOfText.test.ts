import assert from 'node:assert/strict';
import { decodeValue, isJsonObject, type JsonValue, renderJson, renderYaml } from '../../../../src/core/kubernetes';
import { findEntry, type OutlineEntry, outlineOfText } from '../../../../src/features/documents/outlineOfText';
import { storedKeys } from '../../../support/kubernetesA';

/** Names, nested as in the outline. */
type Names = readonly (string | readonly [string, Names])[];

function namesOf(outline: readonly OutlineEntry[]): Names {
  return outline.map(({ name, children }) => (children.length === 0 ? name : [name, namesOf(children)]));
}

describe('outlineOfText', () => {
  it('nests fields by their indentation, items of a list by their dashes', () => {
    const text = [
      '# a remark',
      'kind: Pod',
      'spec:',
      '  containers:',
      '  - args:',
      '    - --a: b',
      '    - plain',
      '    name: first',
      '  - name: second',
      '  - - nested',
      '  empty: {}',
      'status: {}',
    ].join('\n');
    assert.deepEqual(namesOf(outlineOfText(text)), [
      'kind',
      [
        'spec',
        [
          [
            'containers',
            [
              ['first', [['args', [['0', ['--a']], 'plain']], 'name']],
              ['second', ['name']],
              ['2', ['nested']],
            ],
          ],
          'empty',
        ],
      ],
      'status',
    ]);
  });

  it('reads names in quotes, and no names inside of blocks of text', () => {
    const text = [
      '"on": 1',
      "'it''s': 2",
      'a/b.c: |-',
      '  inner: no',
      '',
      '  # text',
      'url: http://x:80/',
      'last: >2',
      '  x: y',
    ];
    const outline = outlineOfText(text.join('\r\n'));
    assert.deepEqual(
      outline.map(({ name, line, endLine, column, endColumn, value }) => [
        name,
        line,
        endLine,
        column,
        endColumn,
        value,
      ]),
      [
        ['on', 0, 0, 0, 4, '1'],
        ["it''s", 1, 1, 0, 7, '2'],
        ['a/b.c', 2, 5, 0, 5, '|-'],
        ['url', 6, 6, 0, 3, 'http://x:80/'],
        ['last', 7, 8, 0, 4, '>2'],
      ],
    );
  });

  it('finds every field of every object of a real cluster, in YAML and in JSON', function () {
    this.timeout(20_000);
    let objects = 0;
    for (const { key, value } of storedKeys()) {
      const decoded = decodeValue(key, value);
      if (decoded.kind === undefined || !isJsonObject(decoded.object)) {
        continue;
      }
      objects++;
      const fields = [...pathsOf(decoded.object)];
      for (const text of [renderYaml(decoded), renderJson(decoded)]) {
        const lines = text.split('\n');
        const outline = outlineOfText(text);
        for (const path of fields) {
          const entry = findEntry(outline, path);
          assert.ok(entry, `${Buffer.from(key)}: ${path.join('.')}`);
          assert.ok(lines[entry.line]?.slice(entry.column, entry.endColumn).includes(path.at(-1) ?? ''));
        }
      }
    }
    assert.ok(objects > 600);
  });

  it('ends where entries are too many, and with any text', () => {
    assert.ok(outlineOfText('a: b\n'.repeat(100_000)).length < 30_000);
    for (const text of [
      '',
      '\n\n',
      ':',
      '- - - -',
      '"',
      "'a",
      '? x\n: y',
      '{a: b}',
      '---\n...',
      '\t- a: b',
      '- '.repeat(5000),
    ]) {
      outlineOfText(text);
    }
  });
});

/** Paths of the fields that no list is above; names that would need escapes in one of the languages are left out. */
function* pathsOf(value: JsonValue, above: readonly string[] = []): Iterable<readonly string[]> {
  if (isJsonObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (/^[\w./-]+$/.test(name)) {
        yield [...above, name];
        yield* pathsOf(inner, [...above, name]);
      }
    }
  }
}
