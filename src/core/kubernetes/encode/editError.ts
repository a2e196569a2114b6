import { EtcdscopeError } from '../../base/errors';

export type EditProblemCode =
  /** The text is no YAML, or no JSON; or YAML of a kind that no API server reads: tags, merge keys, keys that are no text. */
  | 'syntax'
  /** `---` and a second document behind it. */
  | 'severalDocuments'
  /** The text holds a list, a plain value or nothing, where an object belongs. */
  | 'notAnObject'
  /** More characters, aliases or levels than are read. */
  | 'tooLarge'
  | 'tooDeep'
  | 'duplicateKey'
  /** `suggestion` is the nearest name that exists. */
  | 'unknownField'
  /** `expected` says what belongs there. */
  | 'wrongType'
  /** A whole number beyond what the field can hold, or a time beyond what a clock can show. */
  | 'outOfRange'
  | 'badQuantity'
  | 'badTime'
  | 'badDuration'
  | 'badBase64'
  | 'missingKind'
  | 'missingApiVersion'
  | 'kindChanged'
  | 'apiVersionChanged'
  | 'nameMismatch'
  | 'namespaceMismatch'
  /** The stored form cannot be written: encrypted, bytes that could not be decoded. */
  | 'notEditable';

/** What belongs where a value of another type stands. */
export type ExpectedType =
  | 'object'
  | 'list'
  | 'string'
  | 'boolean'
  | 'wholeNumber'
  | 'number'
  | 'numberOrString'
  | 'quantity'
  | 'time'
  | 'duration'
  | 'base64'
  | 'objectOrBoolean'
  | 'objectOrList';

/** One thing that keeps a text from being stored. Holds names of fields, never a value. */
export interface EditProblem {
  readonly code: EditProblemCode;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** Behind the last character, from 1. */
  readonly endLine: number;
  readonly endColumn: number;
  /** As `spec.containers[0].image`; empty for the object itself. */
  readonly path: string;
  readonly expected?: ExpectedType;
  /** The field name nearest to the one that does not exist. */
  readonly suggestion?: string;
}

/** Why a text was not encoded: every problem that was found, in the order of the text. Its code is `edit.invalid`. */
export class EditError extends EtcdscopeError {
  readonly isEditError = true;
  /** Place of the first problem, from 1. */
  readonly line: number;
  readonly column: number;

  /** @param problems at least one. */
  constructor(readonly problems: readonly EditProblem[]) {
    const [first] = problems;
    const { code, line = 1, column = 1, path } = first ?? {};
    super('edit.invalid', { reason: code, line, column, path, problems: problems.length });
    this.name = 'EditError';
    this.line = line;
    this.column = column;
  }
}

/** Whether an error is an {@link EditError}, of whichever bundle's copy of that class. */
export function isEditError(error: unknown): error is EditError {
  return error instanceof Error && (error as Partial<EditError>).isEditError === true;
}
