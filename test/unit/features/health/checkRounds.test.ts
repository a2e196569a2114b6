import assert from 'node:assert/strict';
import { CheckRounds } from '../../../../src/features/health/checkRounds';
import { HealthChecks } from '../../../../src/features/health/healthChecks';
import { isWorse } from '../../../../src/features/health/isWorse';
import { sampleCheck, sampleResult } from './samples';

/** A promise, and what settles it. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('health checks by the clock', () => {
  it('begin a round only after the one before has ended, and none after they are turned off', async () => {
    const starts = [gate(), gate(), gate()];
    const end = gate();
    let running = 0;
    let most = 0;
    let begun = 0;
    const rounds = new CheckRounds(async () => {
      starts[begun++]?.open();
      most = Math.max(most, ++running);
      await (begun === 1 ? end.opened : undefined);
      running--;
      if (begun === 2) {
        rounds.dispose();
      }
    });
    rounds.setPause(1);
    await starts[0]?.opened;
    // Another pause while a round is under way starts no second one beside it.
    rounds.setPause(2);
    end.open();
    await starts[1]?.opened;
    await new Promise(resolve => setTimeout(resolve, 30));
    assert.deepEqual([begun, most, running], [2, 1, 0]);
  });

  it('interrupt only where a verdict gets worse', () => {
    assert.equal(isWorse('critical', undefined), true);
    assert.equal(isWorse('warning', undefined), false);
    assert.equal(isWorse('warning', 'ok'), true);
    assert.equal(isWorse('critical', 'warning'), true);
    assert.equal(isWorse('critical', 'critical'), false);
    assert.equal(isWorse('ok', 'critical'), false);
  });
});

describe('the health checks of a window', () => {
  const outcome = sampleResult([sampleCheck('quorum', 'ok')]);

  it('join one that is under way, and remember what it came to', async () => {
    const end = gate();
    let runs = 0;
    const checks = new HealthChecks(async () => {
      runs++;
      await end.opened;
      return outcome;
    });
    const finished: unknown[] = [];
    checks.onDidFinish(({ connectionId, previous }) => finished.push([connectionId, previous]));
    const both = [checks.run('a'), checks.run('a')];
    end.open();
    assert.deepEqual(await Promise.all(both), [outcome, outcome]);
    await checks.run('a');
    assert.equal(runs, 2);
    assert.equal(checks.last('a'), outcome);
    assert.deepEqual(finished, [
      ['a', undefined],
      ['a', outcome],
    ]);
  });

  it('give a new one to whoever asks after a cancelled one', async () => {
    const end = gate();
    const checks = new HealthChecks(async () => {
      await end.opened;
      return outcome;
    });
    let finished = 0;
    checks.onDidFinish(() => finished++);
    const cancelled = checks.run('a');
    checks.stop('a');
    const fresh = checks.run('a');
    end.open();
    await assert.rejects(cancelled, { code: 'cancelled' });
    assert.equal(await fresh, outcome);
    assert.equal(finished, 1);
  });

  it('keep nothing of a check that failed', async () => {
    const checks = new HealthChecks(() => Promise.reject(new Error('no')));
    await assert.rejects(checks.run('a'), /no/);
    assert.deepEqual(checks.outcomes, []);
    await assert.rejects(checks.run('a'), /no/);
  });
});
