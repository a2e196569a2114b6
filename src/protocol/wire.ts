import { oneOf, record, type Shape, type ShapeType, text } from './shape';

/** Why a request has no result. */
export const failureCodes = [
  /** The other side tried and failed; the message is a sentence for the user. */
  'failed',
  'cancelled',
  /** The request or its result did not have the shape that both sides agreed on. */
  'malformed',
  /** More requests at a time than a side takes. */
  'tooMany',
  /** The panel or its host has gone. */
  'closed',
] as const;

const id = text(100);
const name = text(100);
const anything: Shape<unknown> = (_value): _value is unknown => true;

const failure = record({ code: oneOf(...failureCodes), message: text() });
export type Failure = ShapeType<typeof failure>;

/** What goes over the wire: one of these, nothing else. The id of a request is that of its answer and of its cancelling. */
export type WireMessage =
  | { readonly type: 'request'; readonly id: string; readonly name: string; readonly params: unknown }
  | { readonly type: 'result'; readonly id: string; readonly result: unknown }
  | { readonly type: 'failure'; readonly id: string; readonly failure: Failure }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'event'; readonly name: string; readonly data: unknown };

const shapes: { readonly [T in WireMessage['type']]: Shape<unknown> } = {
  request: record({ id, name, params: anything }),
  result: record({ id, result: anything }),
  failure: record({ id, failure }),
  cancel: record({ id }),
  event: record({ name, data: anything }),
};

const type = record({ type: oneOf('request', 'result', 'failure', 'cancel', 'event') });

export function isWireMessage(value: unknown): value is WireMessage {
  return type(value) && shapes[value.type](value);
}
