import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher } from '../../../../src/features/watch/batcher';

describe('a batcher', () => {
  it('runs once for all that was asked meanwhile, and again for what is asked later', async () => {
    let runs = 0;
    const batcher = new Batcher(() => runs++, 5);
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

  it('runs no more once it is cancelled', async () => {
    const batcher = new Batcher(() => assert.fail('It ran.'), 0);
    batcher.ask();
    batcher.cancel();
    await sleep(10);
    batcher.ask();
    batcher.dispose();
    await sleep(10);
  });
});
