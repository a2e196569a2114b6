/** Resolves with the first answer that fits; undefined when all have come and none does. */
export async function firstThat<Answer>(
  answers: readonly Promise<Answer>[],
  fits: (answer: Answer) => boolean,
): Promise<Answer | undefined> {
  const found = Promise.any(
    answers.map(async coming => {
      const answer = await coming;
      if (!fits(answer)) {
        throw new NotThisOne();
      }
      return answer;
    }),
  );
  try {
    return await found;
  } catch (error) {
    const other = error instanceof AggregateError ? error.errors.find(each => !(each instanceof NotThisOne)) : error;
    if (other !== undefined) {
      throw other;
    }
    return undefined;
  }
}

class NotThisOne extends Error {}
