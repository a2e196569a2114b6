import assert from 'node:assert/strict';
import { decodeValue, type EditProblem, encodeEdit, isEditError, renderYaml } from '../../../../../src/core/kubernetes';
import { editProblemSentence } from '../../../../../src/features/documents/problems/editProblemSentence';
import { storedKeys } from '../../../../support/kubernetesA';

const l10n = {
  t: (message: string, args: Record<string, string | number> = {}) =>
    message.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name])),
};

/** The sentences for an edit of a real Deployment. */
function sentencesFor(from: RegExp, to: string): readonly string[] {
  const found = storedKeys().find(({ key }) => Buffer.from(key).toString() === '/registry/deployments/shop/web');
  assert.ok(found);
  const decoded = decodeValue(found.key, found.value);
  const text = renderYaml(decoded);
  assert.match(text, from);
  try {
    encodeEdit(decoded, text.replace(from, to), 'yaml', { key: found.key });
  } catch (error) {
    assert.ok(isEditError(error), String(error));
    return error.problems.map(problem => editProblemSentence(problem, l10n));
  }
  return [];
}

describe('editProblemSentence', () => {
  it('names the field, and what belongs there', () => {
    const cases: readonly (readonly [RegExp, string, RegExp])[] = [
      [/^ {2}replicas: \d+$/m, '  replica: 1', /no field 'spec\.replica'.*'replicas' meant/],
      [/^ {2}replicas: \d+$/m, '  replicas: many', /'spec\.replicas' has to be a whole number/],
      [/^ {2}replicas: \d+$/m, '  replicas: 99999999999', /'spec\.replicas' is beyond/],
      [/^ {2}replicas: \d+$/m, '  replicas: 1\n  replicas: 2', /'spec\.replicas' is here twice/],
      [/^ {12}memory: .*$/m, '            memory: 1 GB', /memory' has to be a quantity/],
      [/^kind: .*$/m, 'kind: Pod', /kind of a stored object cannot be changed/],
      [/^kind: .*\n/m, '', /has no kind/],
      [/^ {2}name: web$/m, '  name: wep', /name has to be the one in the key/],
      [/^spec:$/m, 'spec: [', /cannot be read as an object/],
    ];
    for (const [from, to, sentence] of cases) {
      assert.match(sentencesFor(from, to).join(' '), sentence, to);
    }
  });

  it('has a sentence for every code and type, and shortens what a text made long', () => {
    const codes: readonly EditProblem['code'][] = [
      'syntax',
      'severalDocuments',
      'notAnObject',
      'tooLarge',
      'tooDeep',
      'duplicateKey',
      'unknownField',
      'wrongType',
      'outOfRange',
      'badQuantity',
      'badTime',
      'badDuration',
      'badBase64',
      'missingKind',
      'missingApiVersion',
      'kindChanged',
      'apiVersionChanged',
      'nameMismatch',
      'namespaceMismatch',
      'notEditable',
    ];
    const place = { line: 1, column: 1, endLine: 1, endColumn: 1, path: 'x'.repeat(10_000) };
    const sentences = codes.map(code => editProblemSentence({ ...place, code }, l10n));
    assert.equal(new Set(sentences).size, codes.length);
    for (const sentence of sentences) {
      assert.match(sentence, /^[A-Z'].*[.?]$/);
      assert.ok(sentence.length < 400);
    }
  });
});
