import type { Disposable } from '../core/base/disposable';
import type { EventData, EventName, Handlers, Messages, Params, RequestName, Result } from './contract';
import { type Failure, isWireMessage, type WireMessage } from './wire';

/** A way to the other side and back: `postMessage` and its event, of a panel or of its host. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}

/** A request that came to nothing, on the side that asked. */
export class RequestError extends Error {
  constructor(
    readonly code: Failure['code'],
    message: string,
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

export interface PeerOptions<Out extends Messages, In extends Messages> {
  readonly port: Port;
  /** What this side may send, and the shapes by which it checks the answers. */
  readonly sends: Out;
  /** What this side takes, and the shapes by which it checks it. */
  readonly receives: In;
  readonly handlers: Handlers<In>;
  /** Turns what a handler threw into what the other side may know of it. */
  readonly describe: (error: unknown) => Failure;
  /** Told of messages that were dropped: of the wrong shape, or of unknown name. Never gets their content. */
  readonly onDropped: (what: string) => void;
  /** Told of what an event's handler threw, for which there is nobody to answer. */
  readonly onError: (what: string, error: unknown) => void;
}

/** Requests of one side that may wait for an answer at a time: more than a panel has controls to ask by. */
const mostRequests = 64;

interface Pending {
  readonly settle: (message: Extract<WireMessage, { type: 'result' | 'failure' }>) => void;
  readonly reject: (error: RequestError) => void;
}

/**
 * One end of the conversation between a panel and its host; the other end runs the same code. Requests get a result or a
 * failure; a cancelled one tells the other side, whose handler sees its signal fire; what is pending when an end goes is
 * rejected.
 */
export class Peer<Out extends Messages, In extends Messages> implements Disposable {
  private readonly pending = new Map<string, Pending>();
  private readonly running = new Map<string, AbortController>();
  private readonly subscription: Disposable;
  /** A panel that is shown again begins anew: an answer to its former self must not settle a request of the new one. */
  private readonly session = crypto.getRandomValues(new Uint32Array(2)).join('');
  private nextId = 0;
  private isDisposed = false;

  constructor(private readonly options: PeerOptions<Out, In>) {
    this.subscription = options.port.onMessage(message => this.receive(message));
  }

  /**
   * Asks the other side.
   * @throws RequestError with what became of it; `cancelled` once the signal fires.
   */
  request<N extends RequestName<Out>>(name: N, params: Params<Out, N>, signal?: AbortSignal): Promise<Result<Out, N>> {
    if (this.isDisposed || this.pending.size >= mostRequests || signal?.aborted) {
      const code = this.isDisposed ? 'closed' : signal?.aborted ? 'cancelled' : 'tooMany';
      return Promise.reject(new RequestError(code, `${name} was not sent`));
    }
    const id = `${this.session}-${this.nextId++}`;
    const shape = this.options.sends.requests[name]?.result;
    return new Promise<Result<Out, N>>((resolve, reject) => {
      const end = () => {
        this.pending.delete(id);
        signal?.removeEventListener('abort', cancel);
      };
      const cancel = () => {
        end();
        this.post({ type: 'cancel', id });
        reject(new RequestError('cancelled', `${name} was cancelled`));
      };
      this.pending.set(id, {
        settle: message => {
          end();
          if (message.type === 'failure') {
            reject(new RequestError(message.failure.code, message.failure.message));
          } else if (shape?.(message.result)) {
            resolve(message.result as Result<Out, N>);
          } else {
            reject(new RequestError('malformed', `The answer to ${name} is not of the agreed shape`));
          }
        },
        reject: error => {
          end();
          reject(error);
        },
      });
      signal?.addEventListener('abort', cancel, { once: true });
      this.post({ type: 'request', id, name, params });
    });
  }

  /** Tells the other side something that needs no answer. */
  tell<N extends EventName<Out>>(name: N, data: EventData<Out, N>): void {
    if (!this.isDisposed) {
      this.post({ type: 'event', name, data });
    }
  }

  /** Drops what is under way in both directions, as when the other side begins anew; later messages are taken again. */
  reset(): void {
    for (const { reject } of [...this.pending.values()]) {
      reject(new RequestError('closed', 'The other side has gone'));
    }
    for (const controller of this.running.values()) {
      controller.abort();
    }
    this.running.clear();
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscription.dispose();
    this.reset();
  }

  private post(message: WireMessage): void {
    this.options.port.post(message);
  }

  private receive(message: unknown): void {
    if (!isWireMessage(message)) {
      this.options.onDropped('not a message');
      return;
    }
    switch (message.type) {
      case 'request':
        void this.answer(message);
        break;
      case 'cancel':
        this.running.get(message.id)?.abort();
        break;
      case 'event':
        this.take(message);
        break;
      default:
        // None is waiting where the request was cancelled meanwhile.
        this.pending.get(message.id)?.settle(message);
    }
  }

  private async answer({ id, name, params }: Extract<WireMessage, { type: 'request' }>): Promise<void> {
    const refuse = (failure: Failure) => this.post({ type: 'failure', id, failure });
    const { receives, handlers, describe, onDropped } = this.options;
    const shape = Object.hasOwn(receives.requests, name) ? receives.requests[name] : undefined;
    if (!shape?.params(params)) {
      onDropped(`request ${name}`);
      refuse({ code: 'malformed', message: `${name} is not a request of the agreed shape` });
      return;
    }
    if (this.running.size >= mostRequests || this.running.has(id)) {
      refuse({ code: 'tooMany', message: `${name} came while too many others were under way` });
      return;
    }
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      // The shapes above are what makes the types of handlers true.
      const handler = handlers.requests[name as RequestName<In>] as (params: unknown, signal: AbortSignal) => unknown;
      const result = await handler(params, controller.signal);
      if (this.isWanted(id, controller)) {
        this.post({ type: 'result', id, result });
      }
    } catch (error) {
      if (this.isWanted(id, controller)) {
        refuse(describe(error));
      }
    } finally {
      if (this.running.get(id) === controller) {
        this.running.delete(id);
      }
    }
  }

  /** Whether anybody still waits for the answer. */
  private isWanted(id: string, controller: AbortController): boolean {
    return !controller.signal.aborted && this.running.get(id) === controller;
  }

  private take({ name, data }: Extract<WireMessage, { type: 'event' }>): void {
    const { receives, handlers, onDropped, onError } = this.options;
    const shape = Object.hasOwn(receives.events, name) ? receives.events[name] : undefined;
    if (!shape?.(data)) {
      onDropped(`event ${name}`);
      return;
    }
    try {
      (handlers.events[name as EventName<In>] as (data: unknown) => void)(data);
    } catch (error) {
      onError(name, error);
    }
  }
}
