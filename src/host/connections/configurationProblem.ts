import type { EndpointProblem } from './endpoint';

/** What is wrong at one place of the setting. No value that the user wrote is repeated: it could be a password. */
export interface ConfigurationProblem {
  /** The place inside the setting, such as `connections[2].tls.caFile`. */
  readonly path: string;
  readonly kind:
    | EndpointProblem
    | 'notAList'
    | 'notAnObject'
    | 'notAText'
    | 'notABoolean'
    | 'missing'
    | 'empty'
    | 'badId'
    | 'duplicateId'
    | 'relativePath'
    | 'certificateWithoutKey'
    | 'keyWithoutCertificate'
    | 'unknownColor'
    | 'unknownField';
  /** Whether the whole connection is left out because of it, or only this place is passed over. */
  readonly leavesOut: boolean;
}
