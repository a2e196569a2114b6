import type { Shape, ShapeType } from './shape';

/** A question that waits for its answer. */
export interface RequestShape {
  readonly params: Shape<unknown>;
  readonly result: Shape<unknown>;
}

/** What one side sends to the other. */
export interface Messages {
  /** Answered, refused or cancelled, each exactly once. */
  readonly requests: Readonly<Record<string, RequestShape>>;
  /** Told without an answer. */
  readonly events: Readonly<Record<string, Shape<unknown>>>;
}

/** All that a panel and its host may say to each other. A panel says `ready` whenever its page has begun anew. */
export interface Contract {
  readonly toHost: Messages & { readonly events: { readonly ready: Shape<undefined> } };
  readonly toPanel: Messages;
}

/** Gives a contract its exact type, with every shape in it. */
export function contract<const C extends Contract>(messages: C): C {
  return messages;
}

export type RequestName<M extends Messages> = keyof M['requests'] & string;
export type EventName<M extends Messages> = keyof M['events'] & string;
export type Params<M extends Messages, N extends RequestName<M>> = ShapeType<M['requests'][N]['params']>;
export type Result<M extends Messages, N extends RequestName<M>> = ShapeType<M['requests'][N]['result']>;
export type EventData<M extends Messages, N extends EventName<M>> = ShapeType<M['events'][N]>;

/** What a side does with what it receives. */
export interface Handlers<M extends Messages> {
  readonly requests: {
    readonly [N in RequestName<M>]: (params: Params<M, N>, signal: AbortSignal) => Result<M, N> | Promise<Result<M, N>>;
  };
  readonly events: { readonly [N in EventName<M>]: (data: EventData<M, N>) => void };
}
