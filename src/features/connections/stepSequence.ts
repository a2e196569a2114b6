/** What came of a quick input: a value, the wish to go one step back, or undefined when the user closed it. */
export type Answer<T> = { readonly value: T } | 'back' | undefined;

/** Where an input stands among others. */
export interface StepPlace {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack?: boolean;
}

/** A form of several fields keeps what was changed in it when the user goes back. */
export type FormAnswer<T> = Answer<T> | { readonly backWith: T };

/** The answer with another value; the other ways out stay as they are. */
export function mapAnswer<T, U>(answer: Answer<T>, map: (value: T) => U): Answer<U>;
export function mapAnswer<T, U>(answer: FormAnswer<T>, map: (value: T) => U): FormAnswer<U>;
export function mapAnswer<T, U>(answer: FormAnswer<T>, map: (value: T) => U): FormAnswer<U> {
  if (answer === undefined || answer === 'back') {
    return answer;
  }
  return 'value' in answer ? { value: map(answer.value) } : { backWith: map(answer.backWith) };
}

/** What was accepted, undefined for every other way out. */
export function acceptedValue<T>(answer: FormAnswer<T>): T | undefined {
  return typeof answer === 'object' && 'value' in answer ? answer.value : undefined;
}

/** One step of a sequence: changes the state, or says why it ends. */
export type Step<State> = (state: State, place: Omit<StepPlace, 'title'>) => Promise<FormAnswer<State>>;

/**
 * Goes through steps, forth and back; what was entered stays when going back. The steps may depend on what was entered
 * in earlier ones. Answers the final state, or undefined when the user closed a step.
 */
export async function runSteps<State>(
  start: State,
  stepsFor: (state: State) => readonly Step<State>[],
): Promise<State | undefined> {
  let state = start;
  for (let index = 0; ; ) {
    const steps = stepsFor(state);
    const step = steps[index];
    if (step === undefined) {
      return state;
    }
    const result = await step(state, { step: index + 1, totalSteps: steps.length, canGoBack: index > 0 });
    if (result === undefined) {
      return undefined;
    }
    if (result !== 'back') {
      state = 'value' in result ? result.value : result.backWith;
    }
    index += typeof result === 'object' && 'value' in result ? 1 : -1;
  }
}
