import type { AuditStrings } from '../../src/protocol/encryptionAudit';
import type { Words as WordsOf } from '../ui/words';

export type Words = WordsOf<keyof AuditStrings>;
