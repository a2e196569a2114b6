import { EtcdscopeError } from '../../base/errors';

export type ConfigurationProblemCode =
  /** No YAML and no JSON. */
  | 'syntax'
  | 'severalDocuments'
  /** More characters, or more values, than are read. */
  | 'tooLarge'
  /** `expected` says what belongs there. */
  | 'wrongType'
  | 'wrongKind'
  | 'wrongApiVersion'
  | 'unknownField'
  | 'duplicateField'
  | 'missingField'
  | 'emptyList'
  /** An element of `providers` that names none, `identity:` without `{}` among them. */
  | 'noProvider'
  | 'severalProviders'
  | 'badBase64'
  /** `bytes` is what the key has, `expected` what it may have. */
  | 'badKeyLength'
  | 'badKmsVersion'
  /** A colon in the name of a plugin of v2. */
  | 'badKmsName'
  | 'duplicateKmsName'
  | 'badEndpoint'
  | 'badTimeout'
  | 'badCacheSize'
  | 'capitalLetters'
  /** `*` alone. */
  | 'bareStar'
  /** A resource that no API serves. */
  | 'notServed'
  /** `events.k8s.io`, whose objects are stored as `events`, or `extensions`, which is gone. */
  | 'goneGroup'
  /** `resource.*`. */
  | 'acrossGroups'
  | 'duplicateResource'
  /** A resource beside a wildcard that covers it. */
  | 'overlappingResources'
  /** An earlier wildcard, at `other`, covers the resource. */
  | 'maskedResource';

/** One thing that keeps an API server from starting with the file. Holds no text of the file: that may be a secret. */
export interface ConfigurationProblem {
  readonly code: ConfigurationProblemCode;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** Behind the last character. */
  readonly endLine: number;
  readonly endColumn: number;
  /** As `resources[0].providers[1].aescbc`; of a field that is not known, what holds it. */
  readonly path: string;
  readonly expected?: string;
  readonly bytes?: number;
  /** The path of the earlier resource. */
  readonly other?: string;
}

/** Why a configuration was not read: all that was found, in the order of the text. Its code is `encryption.badConfiguration`. */
export class ConfigurationError extends EtcdscopeError {
  readonly isConfigurationError = true;

  /** @param problems at least one. */
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const { code, line, column, path, expected, bytes } = problems[0] ?? {};
    super('encryption.badConfiguration', {
      reason: code,
      line,
      column,
      path,
      expected,
      bytes,
      problems: problems.length,
    });
    this.name = 'ConfigurationError';
  }
}

/** Whether an error is a {@link ConfigurationError}, of whichever bundle's copy of that class. */
export function isConfigurationError(error: unknown): error is ConfigurationError {
  return error instanceof Error && (error as Partial<ConfigurationError>).isConfigurationError === true;
}
