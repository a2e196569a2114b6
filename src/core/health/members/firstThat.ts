/**
 * Resolves with the first answer that fits; undefined when all have come and none does.
 * Rejects where none fits and one failed: with what failed first.
 */
export function firstThat<Answer>(
  answers: readonly Promise<Answer>[],
  fits: (answer: Answer) => boolean,
): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    let waiting = answers.length;
    const failures: unknown[] = [];
    const countOne = () => {
      waiting--;
      if (waiting === 0 && failures.length > 0) {
        reject(failures[0]);
      } else if (waiting === 0) {
        resolve(undefined);
      }
    };
    if (waiting === 0) {
      resolve(undefined);
    }
    for (const coming of answers) {
      coming.then(
        answer => {
          if (fits(answer)) {
            resolve(answer);
          }
          countOne();
        },
        (failure: unknown) => {
          failures.push(failure);
          countOne();
        },
      );
    }
  });
}
