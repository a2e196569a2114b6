import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { JsonValue } from '../../../src/core/kubernetes';
import { writeJson } from '../../../src/core/kubernetes/render/writeJson';
import { writeYaml } from '../../../src/core/kubernetes/render/writeYaml';
import { seededRandom } from '../../support/seededRandom';

/** Texts that some reader of YAML takes for something else, and ones that only look so. */
const texts = [
  ...[
    '',
    ' ',
    'a',
    'on',
    'On',
    'OFF',
    'y',
    'N',
    'yes',
    'No',
    'true',
    'True',
    'null',
    'Null',
    '~',
    'NaN',
    '.nan',
    '.inf',
  ],
  ...['-.INF', '<<', '=', '1', '-1', '+1', '1.5', '.5', '5.', '1e3', '1E+3', '-1e-3', '0x10', '0X1F', '0b101', '0o17'],
  ...['017', '08', '1_000', '_1', '1__0', '12:30', '12:30:45', '1:2', '2024-01-02', '2024-1-2', '2024-01-02T03:04:05Z'],
  ...[
    '2024-01-02 03:04:05',
    '1.2.3',
    '10.0.0.1',
    '10.0.0.0/8',
    '::1',
    'a:b',
    'a: b',
    'a:',
    ':a',
    ': a',
    ':',
    '-',
    '- a',
  ],
  ...[
    '-a',
    '--',
    '---',
    '--- a',
    '...',
    '?',
    '? a',
    '?a',
    '#',
    '# a',
    'a#b',
    'a #b',
    '*a',
    '&a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
  ],
  ...[
    '`a`',
    "'",
    '"',
    "it's",
    '"quoted"',
    '[',
    ']',
    '{',
    '}',
    '[a]',
    '{a}',
    ',',
    'a,b',
    ' a',
    'a ',
    '\t',
    'a\tb',
    'a\t',
  ],
  ...[
    '\n',
    '\n\n',
    'a\n',
    'a\nb',
    'a\nb\n',
    'a\nb\n\n',
    '\na',
    ' a\nb',
    '\ta\nb',
    'a\n\tb',
    'a \nb',
    'a\n \nb',
    'a\n\n\nb\n',
  ],
  ...[
    'a\r\nb',
    'a\rb',
    '\0',
    '\u0007',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    'a\u2028b',
    '\u2029',
    '\ufeff',
    '\ufeffa',
    '\u00a0',
  ],
  ...[
    'ü',
    '日本語',
    '🙂',
    'a\n🙂\n',
    '\ud800',
    'a\udc00',
    '\\',
    '\\n',
    'C:\\a',
    '# not a comment\nkey: value\n',
    '- a\n- b\n',
  ],
  ...['x'.repeat(127), 'x'.repeat(200), '0'.repeat(200), 'a b '.repeat(100)],
];

describe('kubernetes: writing YAML and JSON', () => {
  it('writes any text so that it reads back as that text, under both versions of YAML', () => {
    for (const text of texts) {
      for (const value of [text, { key: text }, [text], { key: [text, { key: text }] }, [[text]]] as JsonValue[]) {
        assertReadsBack(value);
      }
    }
  });

  it('writes any text as a key', () => {
    for (const text of texts) {
      for (const value of ['a', { a: 'b' }, ['c', { d: 'e' }], {}, [], 'a\nb\n'] as JsonValue[]) {
        assertReadsBack({ [text]: value, list: [{ [text]: value }] });
      }
    }
  });

  it('writes any nesting, and numbers exactly', () => {
    const random = seededRandom(1);
    const make = (depth: number): JsonValue => {
      switch (random.below(depth > 4 ? 5 : 8)) {
        case 0:
          return random.pick([null, true, false]);
        case 1:
          return random.pick([0, -1, 1.5, 1e21, 1e-7, -2.5e300, 2 ** 53 - 1]);
        case 5:
          return Array.from({ length: random.below(4) }, () => make(depth + 1));
        case 6:
        case 7:
          return Object.fromEntries(
            Array.from({ length: random.below(5) }, () => [random.pick(texts), make(depth + 1)]),
          );
        default:
          return random.pick(texts);
      }
    };
    for (let round = 0; round < 2000; round++) {
      assertReadsBack(make(0));
    }
  });

  it('writes what lies deeper than any object on one line', () => {
    let value: JsonValue = [...texts, { [texts.at(-1) ?? '']: texts, e: [], f: {}, g: null, h: 1.5 }];
    for (let depth = 0; depth < 150; depth++) {
      value = depth % 2 === 0 ? { a: value, b: 'c' } : [value];
    }
    assertReadsBack(value);
    assert.ok(writeYaml(value).split('\n').length < 200);
  });

  it('writes whole numbers beyond 2^53 digit by digit', () => {
    const value = { b: 9007199254740993n, a: [-9223372036854775808n] };
    assert.equal(writeYaml(value), 'a:\n- -9223372036854775808\nb: 9007199254740993\n');
    assert.equal(
      writeJson(value),
      '{\n    "a": [\n        -9223372036854775808\n    ],\n    "b": 9007199254740993\n}\n',
    );
  });

  it('orders keys as kubectl does, what an object is before what it holds', () => {
    const object = {
      status: {},
      item10: 1,
      spec: {},
      kind: 'K',
      item2: 1,
      metadata: { name: 'a', annotations: {} },
      'item-1': 1,
      apiVersion: 'v1',
      data: {},
    };
    assert.equal(
      writeYaml(object),
      'apiVersion: v1\nkind: K\nmetadata:\n  annotations: {}\n  name: a\ndata: {}\nitem-1: 1\nitem2: 1\nitem10: 1\nspec: {}\nstatus: {}\n',
    );
  });

  it("writes kubectl's layout", () => {
    const value = { list: [{ a: 'on', b: ['c'] }, [], [['d']]], script: '#!/bin/sh\n\nexit 0\n', text: "a: it's" };
    assert.equal(
      writeYaml(value),
      `list:\n- a: "on"\n  b:\n  - c\n- []\n- - - d\nscript: |\n  #!/bin/sh\n\n  exit 0\ntext: 'a: it''s'\n`,
    );
  });
});

function assertReadsBack(value: JsonValue): void {
  const yaml = writeYaml(value);
  assert.deepEqual(parse(yaml), value, JSON.stringify(yaml));
  // What kubectl and the API server read with takes many more words and numbers for something else.
  assert.deepEqual(parse(yaml, { version: '1.1' }), value, JSON.stringify(yaml));
  assert.deepEqual(JSON.parse(writeJson(value)), value);
}
