import assert from 'node:assert/strict';
import { type FormAnswer, runSteps, type Step } from '../../../../src/features/connections/stepSequence';

interface State {
  readonly name: string;
  readonly secure?: boolean;
}

/** Answers from a list, and notes what it was asked with. */
function scripted(answers: FormAnswer<Partial<State>>[]) {
  const asked: string[] = [];
  const step =
    (label: string): Step<State> =>
    async (state, { step: number, totalSteps, canGoBack }) => {
      asked.push(`${label} ${number}/${totalSteps}${canGoBack ? ' back' : ''} '${state.name}'`);
      const answer = answers.shift();
      if (answer === undefined || answer === 'back') {
        return answer;
      }
      return 'value' in answer
        ? { value: { ...state, ...answer.value } }
        : { backWith: { ...state, ...answer.backWith } };
    };
  return { asked, step };
}

describe('runSteps', () => {
  it('hands the state from step to step', async () => {
    const { asked, step } = scripted([{ value: { name: 'a' } }, { value: { name: 'ab' } }]);
    const steps = [step('first'), step('second')];
    assert.deepEqual(await runSteps({ name: '' }, () => steps), { name: 'ab' });
    assert.deepEqual(asked, ["first 1/2 ''", "second 2/2 back 'a'"]);
  });

  it('goes back with all that was entered, in forms as well', async () => {
    const { asked, step } = scripted([
      { value: { name: 'a' } },
      'back',
      { value: { name: 'b' } },
      { backWith: { name: 'c' } },
      { value: {} },
      { value: {} },
    ]);
    const steps = [step('first'), step('second')];
    assert.deepEqual(await runSteps({ name: '' }, () => steps), { name: 'c' });
    assert.deepEqual(asked, [
      "first 1/2 ''",
      "second 2/2 back 'a'",
      "first 1/2 'a'",
      "second 2/2 back 'b'",
      "first 1/2 'c'",
      "second 2/2 back 'c'",
    ]);
  });

  it('adds and drops steps by what was entered before', async () => {
    const { asked, step } = scripted([
      { value: { secure: true } },
      'back',
      { value: { secure: false } },
      { value: { name: 'done' } },
    ]);
    const [endpoints, certificates, name] = [step('endpoints'), step('certificates'), step('name')];
    const result = await runSteps<State>({ name: '' }, ({ secure }) =>
      secure ? [endpoints, certificates, name] : [endpoints, name],
    );
    assert.deepEqual(result, { name: 'done', secure: false });
    assert.deepEqual(
      asked.map(line => line.split(' ').slice(0, 2).join(' ')),
      ['endpoints 1/2', 'certificates 2/3', 'endpoints 1/3', 'name 2/2'],
    );
  });

  it('ends without a result when a step is closed', async () => {
    const { asked, step } = scripted([{ value: {} }, undefined]);
    const steps = [step('first'), step('second'), step('third')];
    assert.equal(await runSteps({ name: '' }, () => steps), undefined);
    assert.equal(asked.length, 2);
  });
});
