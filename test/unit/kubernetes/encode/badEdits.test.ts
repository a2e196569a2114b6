import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { hasCode } from '../../../../src/core/base/errors';
import {
  decodeValue,
  type EditProblem,
  encodeEdit,
  encodeNew,
  isEditError,
  renderYaml,
} from '../../../../src/core/kubernetes';

const key = bytesFromText('/registry/deployments/shop/web');

const good = `apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    note: a
  name: web
  namespace: shop
spec:
  paused: true
  progressDeadlineSeconds: 60
  selector:
    matchLabels:
      app: web
  template:
    spec:
      containers:
      - image: web:1
        name: web
        resources:
          limits:
            cpu: 100m
      terminationGracePeriodSeconds: 30
`;

/** What is changed in the text above, and the problems: code, line, column, end column, path and facts. */
const table: readonly (readonly [
  what: string,
  from: string | RegExp,
  to: string,
  ...problems: readonly (readonly [string, number, number, number, string, Partial<EditProblem>?])[],
])[] = [
  ['an unknown field', '  paused:', '  pausd:', ['unknownField', 9, 3, 8, 'spec.pausd', { suggestion: 'paused' }]],
  ['one like no other', '  paused:', '  zzzzzz:', ['unknownField', 9, 3, 9, 'spec.zzzzzz']],
  [
    'an unknown field in a list',
    '- image:',
    '- imgae:',
    ['unknownField', 17, 9, 14, 'spec.template.spec.containers[0].imgae', { suggestion: 'image' }],
  ],
  [
    'an unknown field at the top',
    'spec:\n',
    'specs: 1\nspec:\n',
    ['unknownField', 8, 1, 6, 'specs', { suggestion: 'spec' }],
  ],
  [
    'a number for a text',
    'note: a',
    'note: 1.10',
    ['wrongType', 5, 11, 15, 'metadata.annotations.note', { expected: 'string' }],
  ],
  [
    'an old boolean for a text',
    'note: a',
    'note: on',
    ['wrongType', 5, 11, 13, 'metadata.annotations.note', { expected: 'string' }],
  ],
  [
    'a text for a boolean',
    'paused: true',
    'paused: "true"',
    ['wrongType', 9, 11, 17, 'spec.paused', { expected: 'boolean' }],
  ],
  [
    'a text for a number',
    'Seconds: 60',
    "Seconds: '60'",
    ['wrongType', 10, 28, 32, 'spec.progressDeadlineSeconds', { expected: 'wholeNumber' }],
  ],
  [
    'a fraction',
    'Seconds: 60',
    'Seconds: 6.5',
    ['wrongType', 10, 28, 31, 'spec.progressDeadlineSeconds', { expected: 'wholeNumber' }],
  ],
  [
    'a number beyond 32 bits',
    'Seconds: 60',
    'Seconds: 2147483648',
    ['outOfRange', 10, 28, 38, 'spec.progressDeadlineSeconds'],
  ],
  [
    'a number beyond 64 bits',
    'Seconds: 30',
    'Seconds: 9223372036854775808',
    ['outOfRange', 22, 38, 57, 'spec.template.spec.terminationGracePeriodSeconds'],
  ],
  [
    'a list for an object',
    '\n    matchLabels:\n      app: web',
    ' [a]',
    ['wrongType', 11, 13, 16, 'spec.selector', { expected: 'object' }],
  ],
  [
    'an object for a list',
    'containers:\n      - image',
    'containers:\n        image',
    ['wrongType', 17, 9, 22, 'spec.template.spec.containers', { expected: 'list' }],
  ],
  [
    'an object for a plain value',
    'paused: true',
    'paused: {}',
    ['wrongType', 9, 11, 13, 'spec.paused', { expected: 'boolean' }],
  ],
  [
    'a bad quantity',
    'cpu: 100m',
    'cpu: 100 m',
    ['badQuantity', 21, 18, 23, 'spec.template.spec.containers[0].resources.limits.cpu'],
  ],
  [
    'a bad time',
    '  name: web\n  namespace',
    '  creationTimestamp: yesterday\n  name: web\n  namespace',
    ['badTime', 6, 22, 31, 'metadata.creationTimestamp'],
  ],
  [
    'a key that stands twice',
    '  paused: true',
    '  paused: true\n  paused: false',
    ['duplicateKey', 10, 3, 9, 'spec.paused'],
  ],
  ['no kind', 'kind: Deployment\n', '', ['missingKind', 1, 1, 1, 'kind']],
  ['an empty kind', 'kind: Deployment', 'kind:', ['missingKind', 2, 6, 6, 'kind']],
  ['no apiVersion', 'apiVersion: apps/v1\n', '', ['missingApiVersion', 1, 1, 1, 'apiVersion']],
  ['another kind', 'kind: Deployment', 'kind: ReplicaSet', ['kindChanged', 2, 7, 17, 'kind']],
  ['another version', 'apps/v1', 'apps/v1beta1', ['apiVersionChanged', 1, 13, 25, 'apiVersion']],
  ['another name', 'name: web\n  namespace', 'name: wep\n  namespace', ['nameMismatch', 6, 9, 12, 'metadata.name']],
  ['no name', '  name: web\n  namespace', '  namespace', ['nameMismatch', 3, 1, 9, 'metadata.name']],
  ['another namespace', 'namespace: shop', 'namespace: shed', ['namespaceMismatch', 7, 14, 18, 'metadata.namespace']],
  ['broken YAML', '  paused: true', '  paused: "true', ['syntax', 23, 1, 1, '']],
  ['a second document', /$/, '---\na: b\n', ['severalDocuments', 23, 1, 4, '']],
  ['a tag', 'note: a', 'note: !secret a', ['syntax', 5, 19, 20, 'metadata.annotations.note']],
  ['merging', '    note: a', '    <<: {a: b}', ['syntax', 5, 5, 7, 'metadata.annotations']],
  ['no object', /^[\s\S]*$/, '- a\n', ['notAnObject', 1, 1, 4, '', { expected: 'object' }]],
  ['nothing', /^[\s\S]*$/, '# empty\n', ['notAnObject', 1, 1, 1, '', { expected: 'object' }]],
  [
    'two at once, in the order of the text',
    /paused: true\n[\s\S]*cpu: 100m/,
    'paused: 1\n  template:\n    spec:\n      hostName: 1',
    ['wrongType', 9, 11, 12, 'spec.paused', { expected: 'boolean' }],
    ['unknownField', 12, 7, 15, 'spec.template.spec.hostName', { suggestion: 'hostname' }],
  ],
];

describe('kubernetes encode: bad edits', () => {
  const decoded = decodeValue(key, encodeNew(key, good, 'yaml'));

  for (const [what, from, to, ...problems] of table) {
    it(`refuses ${what}`, () => {
      const text = good.replace(from, to);
      assert.notEqual(text, good);
      const expected = problems.map(([code, line, column, endColumn, path, facts]) => ({
        code,
        line,
        column,
        endColumn,
        path,
        ...facts,
      }));
      assert.deepEqual(
        problemsOf(() => encodeEdit(decoded, text, 'yaml')).map(({ endLine: _, ...problem }) => problem),
        expected,
      );
    });
  }

  it('carries the place of the first problem, and no value', () => {
    const text = good.replace('note: a', 'note: 5318008').replace('cpu: 100m', 'cpu: hunter2');
    try {
      encodeEdit(decoded, text, 'yaml');
      assert.fail('encoded');
    } catch (error) {
      assert.ok(isEditError(error) && hasCode(error, 'edit.invalid'));
      assert.deepEqual([error.line, error.column, error.problems.length], [5, 11, 2]);
      assert.deepEqual(error.facts, {
        reason: 'wrongType',
        line: 5,
        column: 11,
        path: 'metadata.annotations.note',
        problems: 2,
      });
      assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /5318008|hunter2/);
    }
  });

  it('refuses what JSON refuses', () => {
    const json = '{"apiVersion": "apps/v1", "kind": "Deployment",\n "metadata": {"name": "web", "namespace": "shop"}}';
    assert.ok(encodeEdit(decoded, json, 'json'));
    for (const [from, to, wrong] of [
      ['"shop"}}', '"shop"}}!', '!'],
      ['"shop"}}', '"shop",}}', '}}'],
      ['"kind"', 'kind', 'kind'],
      ['"kind"', "'kind'", "'"],
      ['{"api', '#{"api', '#'],
      ['"shop"', '0x10', 'x10'],
    ] as const) {
      const text = json.replace(from, to);
      const lines = text.slice(0, text.indexOf(wrong)).split('\n');
      const [problem] = problemsOf(() => encodeEdit(decoded, text, 'json'));
      const place = [problem?.code, problem?.line, problem?.column];
      assert.deepEqual(place, ['syntax', lines.length, (lines.at(-1)?.length ?? 0) + 1], to);
    }
    const [twice] = problemsOf(() =>
      encodeEdit(decoded, json.replace('"kind"', '"kind": "Deployment", "kind"'), 'json'),
    );
    assert.deepEqual([twice?.code, twice?.column], ['duplicateKey', 49]);
  });

  it('refuses bad base64 and bad durations', () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  a: b2xkZXI=\n  b: not base64\n  c: b2xkZXI\n';
    const problems = problemsOf(() => encodeNew(bytesFromText('x'), secret, 'yaml'));
    assert.deepEqual(
      problems.map(({ code, line, path }) => [code, line, path]),
      [
        ['badBase64', 7, 'data.b'],
        ['badBase64', 8, 'data.c'],
      ],
    );
    const claims = 'apiVersion: policy/v1\nkind: Eviction\nmetadata:\n  name: a\n  generation: 1h\n';
    assert.equal(problemsOf(() => encodeNew(bytesFromText('x'), claims, 'yaml'))[0]?.code, 'wrongType');
  });

  it('lets the name and namespace become those of the key', () => {
    const elsewhere = bytesFromText('/registry/deployments/shop/front');
    const moved = good.replace('name: web\n  namespace', 'name: front\n  namespace');
    assert.deepEqual(encodeEdit(decoded, moved, 'yaml', { key: elsewhere }), encodeNew(elsewhere, moved, 'yaml'));
    assert.equal(problemsOf(() => encodeEdit(decoded, moved, 'yaml', { key }))[0]?.code, 'nameMismatch');
  });

  it('refuses texts that would grow, or that are nested without end', function () {
    this.timeout(60_000);
    const levels = Array.from({ length: 30 }, (_, index) => `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`);
    const bomb = `${good}x:\n  a: &a-1 [1]\n${levels.map(line => `  ${line}\n`).join('')}`;
    assert.ok(['tooLarge', 'tooDeep'].includes(problemsOf(() => encodeEdit(decoded, bomb, 'yaml'))[0]?.code ?? ''));
    const loop = `${good}x: &a [*a]\n`;
    assert.ok(['tooDeep', 'syntax'].includes(problemsOf(() => encodeEdit(decoded, loop, 'yaml'))[0]?.code ?? ''));
    for (const depth of [300, 20_000]) {
      const deep = '['.repeat(depth) + ']'.repeat(depth);
      assert.equal(problemsOf(() => encodeEdit(decoded, `${good}x: ${deep}\n`, 'yaml'))[0]?.code, 'tooDeep');
      assert.equal(problemsOf(() => encodeEdit(decoded, `{"a": ${deep}}`, 'json'))[0]?.code, 'tooDeep');
    }
    const large = `${good}${'#'.repeat(9 * 1024 * 1024)}`;
    assert.equal(problemsOf(() => encodeEdit(decoded, large, 'yaml'))[0]?.code, 'tooLarge');
  });

  it('refuses to write what is stored in a form that it cannot write', () => {
    for (const value of [
      bytesFromText('k8s:enc:aescbc:v1:key:xxxx'),
      new Uint8Array([0xd9, 0xd9, 0xf7, 0xff]),
      new Uint8Array([0, 255, 254]),
    ]) {
      const stored = decodeValue(key, value);
      assert.equal(problemsOf(() => encodeEdit(stored, good, 'yaml'))[0]?.code, 'notEditable');
      assert.equal(encodeEdit(stored, renderYaml(stored), 'yaml'), value);
    }
  });
});

function problemsOf(encode: () => unknown): readonly EditProblem[] {
  try {
    encode();
  } catch (error) {
    if (isEditError(error)) {
      return error.problems;
    }
    throw error;
  }
  return assert.fail('encoded without a problem');
}
