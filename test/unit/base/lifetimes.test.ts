import assert from 'node:assert/strict';
import { type Disposable, DisposableStore, toDisposable } from '../../../src/core/base/disposable';
import { Emitter } from '../../../src/core/base/emitter';

describe('DisposableStore', () => {
  it('disposes in reverse order, each once', () => {
    const order: number[] = [];
    const store = new DisposableStore();
    for (const number of [1, 2, 3]) {
      store.add(toDisposable(() => order.push(number)));
    }
    store.dispose();
    store.dispose();
    assert.deepEqual(order, [3, 2, 1]);
    assert.ok(store.isDisposed);
  });

  it('disposes at once what comes too late', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    assert.ok(disposed);
  });

  it('lets go of what is deleted', () => {
    const store = new DisposableStore();
    let count = 0;
    const item = store.add({ dispose: () => count++ });
    store.delete(item);
    store.dispose();
    assert.equal(count, 1);
  });

  it('disposes all in spite of failures, and throws the first', () => {
    const store = new DisposableStore();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    for (const name of ['second', 'first']) {
      store.add({
        dispose: () => {
          throw new Error(name);
        },
      });
    }
    assert.throws(() => store.dispose(), /first/);
    assert.ok(disposed);
  });
});

describe('Emitter', () => {
  it('tells its listeners, the same one twice where it was added twice, until they are disposed', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const listener = (value: number) => void heard.push(value);
    const once = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(1);
    once.dispose();
    once.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    assert.deepEqual(heard, [1, 1, 2]);
  });

  it('does not change who hears a value while it is told', () => {
    const emitter = new Emitter<string>();
    const heard: string[] = [];
    let second: Disposable | undefined;
    emitter.event(value => {
      heard.push(`first ${value}`);
      second?.dispose();
      emitter.event(late => void heard.push(`late ${late}`));
    });
    second = emitter.event(value => void heard.push(`second ${value}`));
    emitter.fire('x');
    assert.deepEqual(heard, ['first x', 'second x']);
  });
});
