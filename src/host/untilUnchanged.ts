import { hasCode } from '../core/base/errors';

/**
 * Does what the user agrees to about what stands there. Where that changed since the question, it is asked again, about
 * what is there now; the user ends it by not agreeing.
 * @param askAndWrite Reads, asks and writes on the condition of what it read; told whether it does so again.
 */
export async function untilUnchanged<Outcome>(
  askAndWrite: (isLookAgain: boolean) => Promise<Outcome>,
): Promise<Outcome> {
  for (let isLookAgain = false; ; isLookAgain = true) {
    try {
      return await askAndWrite(isLookAgain);
    } catch (error) {
      if (!hasCode(error, 'key.conflict')) {
        throw error;
      }
    }
  }
}
