import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { hasCode } from '../../../src/core/base/errors';
import { Limiter, throwIfAborted } from '../../../src/core/base/limiter';

interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

function gate(): Gate {
  let open: () => void = () => undefined;
  const passed = new Promise<void>(resolve => {
    open = resolve;
  });
  return { passed, open };
}

describe('Limiter', () => {
  it('runs at most so many at once, in the order they came, and goes on after a failure', async () => {
    const limiter = new Limiter(2);
    const gates = Array.from({ length: 6 }, gate);
    const started: number[] = [];
    const runs = gates.map(({ passed }, index) =>
      limiter.run(async () => {
        started.push(index);
        await passed;
        if (index === 1) {
          throw new Error('failed');
        }
        return index;
      }),
    );
    const outcome = Promise.allSettled(runs);
    for (const [index, { open }] of gates.entries()) {
      await turn();
      assert.deepEqual(started, [0, 1, 2, 3, 4, 5].slice(0, index + 2));
      open();
    }
    const results = await outcome;
    assert.deepEqual(
      results.map(result => (result.status === 'fulfilled' ? result.value : 'failed')),
      [0, 'failed', 2, 3, 4, 5],
    );
  });

  it('rejects a waiting task as soon as its signal fires, without starting it, and keeps its place for the next', async () => {
    const limiter = new Limiter(1);
    const first = gate();
    const controller = new AbortController();
    const running = limiter.run(() => first.passed);
    let started = false;
    const waiting = limiter.run(async () => {
      started = true;
    }, controller.signal);
    const last = limiter.run(async () => 'last');
    controller.abort();
    await assert.rejects(waiting, error => hasCode(error, 'cancelled'));
    first.open();
    await running;
    assert.equal(await last, 'last');
    assert.equal(started, false);
  });

  it('rejects at once with a signal that has fired', async () => {
    await assert.rejects(
      new Limiter(1).run(async () => 1, AbortSignal.abort()),
      error => hasCode(error, 'cancelled'),
    );
    assert.throws(
      () => throwIfAborted(AbortSignal.abort()),
      error => hasCode(error, 'cancelled'),
    );
    throwIfAborted(undefined);
    throwIfAborted(new AbortController().signal);
  });
});
