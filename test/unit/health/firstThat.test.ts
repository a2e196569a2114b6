import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstThat } from '../../../src/core/health/members/firstThat';

describe('firstThat', () => {
  const isEven = (value: number) => value % 2 === 0;
  const late = (milliseconds: number, value: number) => sleep(milliseconds, value);
  const failing = (message: string) => Promise.reject(new Error(message));

  it('gives the answer that fits and came first', async () => {
    assert.equal(await firstThat([late(30, 2), late(1, 3), late(10, 4)], isEven), 4);
    assert.equal(await firstThat([new Promise<number>(() => {}), late(1, 2)], isEven), 2);
  });

  it('gives none where none fits', async () => {
    assert.equal(await firstThat([late(1, 1), late(2, 3)], isEven), undefined);
    assert.equal(await firstThat([], isEven), undefined);
  });

  it('minds what failed only where nothing fits', async () => {
    assert.equal(await firstThat<number>([failing('first'), late(5, 2)], isEven), 2);
    await assert.rejects(firstThat<number>([failing('first'), failing('second'), late(5, 1)], isEven), {
      message: 'first',
    });
  });
});
