import type { DashboardStrings } from '../../src/protocol/dashboard';
import type { Words as WordsOf } from '../ui/words';

export type Words = WordsOf<keyof DashboardStrings>;
