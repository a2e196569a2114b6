/** Values of Kubernetes: decoded, described and rendered. Loaded on first use; `registryPath.ts` alone is light. */

export * from './changes';
export type { AtRestPrefix, DecodedValue, ValueFormat } from './decodedValue';
export { decodeValue, decodeValueMetadata } from './decodeValue';
export {
  EditError,
  type EditProblem,
  type EditProblemCode,
  type ExpectedType,
  isEditError,
} from './encode/editError';
export { type EditOptions, encodeEdit } from './encode/encodeEdit';
export { encodeNew } from './encode/encodeNew';
export type { EditLanguage } from './encode/readText';
export { isJsonObject, type JsonObject, type JsonValue } from './json';
export type { Problem, ProblemCode } from './problem';
export type { UnknownField } from './protobuf/decodeMessage';
export type { Envelope } from './protobuf/envelope';
export type { WireField } from './protobuf/structure';
export * from './registryPath';
export { type HexOptions, renderHex } from './render/renderHex';
export { type RenderOptions, renderJson, renderYaml } from './render/renderValue';
export { knownKinds } from './schema/schema';
