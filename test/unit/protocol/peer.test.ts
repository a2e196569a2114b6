import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Emitter } from '../../../src/core/base/emitter';
import { contract, type Handlers } from '../../../src/protocol/contract';
import { Peer, type Port, RequestError } from '../../../src/protocol/peer';
import { count, list, nothing, record, text } from '../../../src/protocol/shape';

const messages = contract({
  toHost: {
    requests: {
      double: { params: record({ value: count }), result: count },
      wait: { params: nothing, result: text() },
    },
    events: { ready: nothing, picked: record({ names: list(text(5), 2) }) },
  },
  toPanel: { requests: {}, events: { changed: text() } },
});
type ToHost = typeof messages.toHost;

/** Two ends of one wire that carries what JSON can carry, as VS Code's does. */
function wire(): {
  readonly host: Port;
  readonly panel: Port;
  readonly inject: (message: unknown) => void;
  sent: unknown[];
} {
  const [toHost, toPanel] = [new Emitter<unknown>(), new Emitter<unknown>()];
  const sent: unknown[] = [];
  const port = (out: Emitter<unknown>, incoming: Emitter<unknown>): Port => ({
    post: message => {
      const copy: unknown = JSON.parse(JSON.stringify(message));
      sent.push(copy);
      queueMicrotask(() => out.fire(copy));
    },
    onMessage: incoming.event,
  });
  return { host: port(toPanel, toHost), panel: port(toHost, toPanel), inject: message => toHost.fire(message), sent };
}

interface Ends {
  readonly host: Peer<typeof messages.toPanel, ToHost>;
  readonly panel: Peer<ToHost, typeof messages.toPanel>;
  readonly dropped: string[];
  readonly errors: unknown[];
  readonly events: unknown[];
  readonly inject: (message: unknown) => void;
  readonly sent: unknown[];
}

function connect(requests: Partial<Handlers<ToHost>['requests']> = {}, beforeReady = () => {}): Ends {
  const { host, panel, inject, sent } = wire();
  const dropped: string[] = [];
  const errors: unknown[] = [];
  const events: unknown[] = [];
  const common = {
    describe: (error: unknown) => ({ code: 'failed', message: (error as Error).message }) as const,
    onDropped: (what: string) => dropped.push(what),
    onError: (_what: string, error: unknown) => errors.push(error),
  };
  return {
    host: new Peer({
      ...common,
      port: host,
      sends: messages.toPanel,
      receives: messages.toHost,
      handlers: {
        requests: {
          double: ({ value }) => value * 2,
          wait: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
          ...requests,
        },
        events: {
          ready: () => {
            beforeReady();
            events.push('ready');
          },
          picked: data => events.push(data),
        },
      },
    }),
    panel: new Peer({
      ...common,
      port: panel,
      sends: messages.toHost,
      receives: messages.toPanel,
      handlers: { requests: {}, events: { changed: data => events.push(data) } },
    }),
    dropped,
    errors,
    events,
    inject,
    sent,
  };
}

function failsWith(code: RequestError['code']): (error: unknown) => boolean {
  return error => error instanceof RequestError && error.code === code;
}

describe('the conversation of a panel and its host', () => {
  it('answers requests, each with its own result', async () => {
    const { panel } = connect();
    const results = await Promise.all([1, 2, 3].map(value => panel.request('double', { value })));
    assert.deepEqual(results, [2, 4, 6]);
  });

  it('carries events both ways, those without content among them', async () => {
    const { panel, host, events } = connect();
    panel.tell('ready', undefined);
    panel.tell('picked', { names: ['a'] });
    host.tell('changed', 'b');
    await turn();
    assert.deepEqual(events, ['ready', { names: ['a'] }, 'b']);
  });

  it('gives back what a handler failed with, as it was described', async () => {
    const { panel } = connect({
      double: () => {
        throw new Error('no such thing');
      },
    });
    await assert.rejects(panel.request('double', { value: 1 }), error => {
      return failsWith('failed')(error) && (error as Error).message === 'no such thing';
    });
  });

  it('cancels on both sides, and sends no answer to what nobody waits for', async () => {
    let aborted = false;
    const { panel, sent } = connect({
      wait: async (_, signal) => {
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
        aborted = true;
        return 'late';
      },
    });
    const controller = new AbortController();
    const answer = panel.request('wait', undefined, controller.signal);
    await turn();
    controller.abort();
    await assert.rejects(answer, failsWith('cancelled'));
    await turn();
    assert.equal(aborted, true);
    assert.deepEqual(
      sent.map(message => (message as { type: string }).type),
      ['request', 'cancel'],
    );
    await assert.rejects(panel.request('double', { value: 1 }, controller.signal), failsWith('cancelled'));
  });

  it('refuses requests of the wrong shape or an unknown name, without calling a handler', async () => {
    let calls = 0;
    const { panel, dropped, inject, sent } = connect({ double: () => ++calls });
    await assert.rejects(panel.request('double', { value: -1 }), failsWith('malformed'));
    for (const name of ['constructor', '__proto__', 'nobody']) {
      inject({ type: 'request', id: name, name, params: {} });
    }
    await turn();
    assert.equal(calls, 0);
    assert.equal(dropped.length, 4);
    assert.equal(sent.filter(message => (message as { type: string }).type === 'failure').length, 4);
  });

  it('refuses results of the wrong shape', async () => {
    const { panel } = connect({ double: () => 'two' as unknown as number });
    await assert.rejects(panel.request('double', { value: 1 }), failsWith('malformed'));
  });

  it('drops events that are too long, too many, or no message at all', async () => {
    const { inject, dropped, events } = connect();
    inject({ type: 'event', name: 'picked', data: { names: ['a', 'b', 'c'] } });
    inject({ type: 'event', name: 'picked', data: { names: ['abcdef'] } });
    inject({ type: 'event', name: 'toString', data: undefined });
    for (const message of [undefined, null, 'text', 7, [], {}, { type: 'shout' }, { type: 'cancel' }]) {
      inject(message);
    }
    await turn();
    assert.deepEqual(events, []);
    assert.equal(dropped.length, 11);
  });

  it('tells what an event handler throws, and goes on', async () => {
    let isBroken = true;
    const { panel, errors, events } = connect({}, () => {
      if (isBroken) {
        throw new Error('broken');
      }
    });
    panel.tell('ready', undefined);
    await turn();
    isBroken = false;
    panel.tell('ready', undefined);
    await turn();
    assert.equal(errors.length, 1);
    assert.deepEqual(events, ['ready']);
  });

  it('rejects what is pending when an end goes, and whatever comes later', async () => {
    const { panel, host } = connect();
    const answer = panel.request('wait', undefined);
    panel.dispose();
    await assert.rejects(answer, failsWith('closed'));
    await assert.rejects(panel.request('double', { value: 1 }), failsWith('closed'));
    panel.tell('ready', undefined);
    host.dispose();
  });

  it('gives up what is under way when the other side begins anew', async () => {
    let aborted = false;
    const { panel, host, sent } = connect({
      wait: async (_, signal) => {
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
        aborted = true;
        return 'for the page that is gone';
      },
    });
    const answer = panel.request('wait', undefined);
    await turn();
    host.reset();
    await turn();
    assert.equal(aborted, true);
    assert.equal(sent.length, 1, 'the answer to a former page is not sent to its successor');
    panel.dispose();
    await assert.rejects(answer, failsWith('closed'));
  });

  it('bounds the requests under way on both sides', async () => {
    const { panel, inject, sent } = connect();
    const many = Array.from({ length: 64 }, () => panel.request('wait', undefined));
    await assert.rejects(panel.request('wait', undefined), failsWith('tooMany'));
    await turn();
    inject({ type: 'request', id: 'one more', name: 'wait' });
    await turn();
    const last = sent.at(-1) as { type: string; failure?: { code: string } };
    assert.deepEqual([last.type, last.failure?.code], ['failure', 'tooMany']);
    panel.dispose();
    assert.ok((await Promise.allSettled(many)).every(({ status }) => status === 'rejected'));
  });

  it('never mixes up two pages', async () => {
    const first = connect();
    const second = connect();
    const waiting = [first.panel.request('wait', undefined), second.panel.request('wait', undefined)];
    await turn();
    const ids = [first, second].map(({ sent }) => (sent[0] as { id: string }).id);
    assert.notEqual(ids[0], ids[1]);
    first.panel.dispose();
    second.panel.dispose();
    await Promise.allSettled(waiting);
  });
});
