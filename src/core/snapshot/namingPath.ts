import { EtcdscopeError, isEtcdscopeError } from '../base/errors';

/** Adds the path to the facts of errors about the file that come from where only an open one is known. */
export async function namingPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isEtcdscopeError(error) && error.code.startsWith('snapshot.') && error.facts.path === undefined) {
      throw new EtcdscopeError(error.code, { path, ...error.facts }, { cause: error.cause });
    }
    throw error;
  }
}
