/** Drives steps that only mark time, and passes each on as the share that is done, from 0 to 1. */
export function* withProgress<T>(steps: Generator<void, T>, share: () => number): Generator<number, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
    yield share();
  }
}
