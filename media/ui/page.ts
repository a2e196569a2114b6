import type { Contract, Handlers } from '../../src/protocol/contract';
import { Peer, type Port } from '../../src/protocol/peer';
import type { Shape } from '../../src/protocol/shape';
import { startDataId } from '../../src/protocol/startData';

/** What VS Code gives a page, once (its API's `WebviewApi`). */
interface PageApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): PageApi;

/** A page's way to its host, and what it remembers of its own layout while its tab is hidden. */
export interface Page<C extends Contract, S> {
  readonly peer: Peer<C['toHost'], C['toPanel']>;
  /** What was kept last, or undefined. */
  readonly state: S | undefined;
  keep(state: S): void;
}

export interface PageOptions<C extends Contract, S> {
  readonly contract: C;
  readonly handlers: Handlers<C['toPanel']>;
  readonly state: Shape<S>;
  /** Shows what went wrong inside the page. */
  readonly onError: (error: unknown) => void;
}

/** Opens the conversation. The page says that it is ready by `peer.tell('ready')` once its elements are there. */
export function openPage<C extends Contract, S>(options: PageOptions<C, S>): Page<C, S> {
  const api = acquireVsCodeApi();
  const kept = api.getState();
  const peer = new Peer<C['toHost'], C['toPanel']>({
    port: {
      post: message => api.postMessage(message),
      onMessage: listener => onWindowMessage(listener),
    },
    sends: options.contract.toHost,
    receives: options.contract.toPanel,
    handlers: options.handlers,
    describe: () => ({ code: 'failed', message: '' }),
    // The frame around the page posts messages of its own, which are none of ours.
    onDropped: () => undefined,
    onError: (_what, error) => options.onError(error),
  });
  return { peer, state: options.state(kept) ? kept : undefined, keep: state => api.setState(state) };
}

/** What the page was born with. Throws where it is not of the shape, which only a mistake of ours can bring about. */
export function readStartData<T>(shape: Shape<T>): T {
  const data: unknown = JSON.parse(document.getElementById(startDataId)?.textContent ?? 'null');
  if (!shape(data)) {
    throw new TypeError('The start-up data of this panel is not of the agreed shape');
  }
  return data;
}

function onWindowMessage(listener: (message: unknown) => void): ReturnType<Port['onMessage']> {
  const listen = ({ data }: MessageEvent<unknown>) => listener(data);
  window.addEventListener('message', listen);
  return { dispose: () => window.removeEventListener('message', listen) };
}
