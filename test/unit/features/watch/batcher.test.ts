import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher } from '../../../../src/features/watch/batcher';

const pace = { interval: 5, most: 1, patience: 60_000 };

describe('a batcher', () => {
  it('runs once for all that was asked meanwhile, and again for what is asked later', async () => {
    let runs = 0;
    const count = () => {
      runs++;
      return false;
    };
    const batcher = new Batcher(count, pace);
    for (let round = 1; round <= 3; round++) {
      for (let index = 0; index < 100; index++) {
        batcher.ask();
      }
      while (runs < round) {
        await sleep(1);
      }
      assert.equal(runs, round);
    }
  });

  it('waits until what it sent was taken in', async () => {
    let runs = 0;
    const send = () => {
      runs++;
      return true;
    };
    const batcher = new Batcher(send, { ...pace, interval: 0 });
    batcher.ask();
    while (runs === 0) {
      await sleep(1);
    }
    batcher.ask();
    await sleep(20);
    assert.equal(runs, 1);
    batcher.taken();
    while (runs === 1) {
      await sleep(1);
    }
    batcher.dispose();
  });

  it('does not wait for ever for what got lost', async () => {
    let runs = 0;
    const send = () => {
      runs++;
      batcher.ask();
      return true;
    };
    const batcher = new Batcher(send, { interval: 0, most: 1, patience: 1 });
    batcher.ask();
    while (runs < 3) {
      await sleep(1);
    }
    batcher.dispose();
  });

  it('runs no more once it is cancelled', async () => {
    const batcher = new Batcher(() => assert.fail('It ran.'), { ...pace, interval: 0 });
    batcher.ask();
    batcher.cancel();
    await sleep(10);
    batcher.ask();
    batcher.dispose();
    await sleep(10);
  });
});
