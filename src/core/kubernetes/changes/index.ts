export type { AtRestPrefix } from '../decodedValue';
export {
  type ChangedValue,
  type DescribedChange,
  type DescribeOptions,
  describeChange,
  type ValueChange,
} from './describeChange';
export type { FieldChange, FieldChanges } from './fieldChanges';
export type { FieldManager } from './managedFields';
export { type WriteOrigin, type WrittenValue, writeOrigin } from './writeOrigin';
