import { type FieldType, findKind, findMessage, type MessageType } from '../schema/schema';

/** What every kind that is not known has as well: metadata as its field 1. */
export function metadataOnly(): MessageType {
  const field: FieldType = {
    number: 1,
    name: 'metadata',
    type: 'message',
    message: findMessage('meta.v1.ObjectMeta'),
    shape: 'single',
    isInline: false,
    isPointer: true,
    omitsZero: false,
    whenAbsent: 'omit',
  };
  return { name: 'metadata', json: 'object', fields: [undefined, field], alwaysPrinted: [] };
}

/** Kinds whose servers take and store JSON only (k8s.io/apiextensions-apiserver, k8s.io/kube-aggregator). */
const groupsStoredAsJson = /^api(?:extensions|registration)\.k8s\.io\//;

/** The message that a new object of a kind is stored as; undefined for one that is stored as JSON. */
export function storedMessage(apiVersion: string, kind: string): MessageType | undefined {
  return groupsStoredAsJson.test(apiVersion) ? undefined : findKind(apiVersion, kind);
}
