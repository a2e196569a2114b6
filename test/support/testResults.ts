import { join } from 'node:path';
import { repositoryRoot } from './repositoryRoot';

/** Screenshots and logs of a test run; git ignores it. */
export const testResultsDirectory = join(repositoryRoot, 'test-results');
