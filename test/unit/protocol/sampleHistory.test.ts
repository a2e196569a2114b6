import assert from 'node:assert/strict';
import { dashboard, mostMembers, mostSamples, type SampleView, seriesNames } from '../../../src/protocol/dashboard';
import { SampleHistory } from '../../../src/protocol/sampleHistory';

const hour = 3_600_000;

function sampleOf(time: number, values: Readonly<Record<string, number>>): SampleView {
  return {
    time,
    members: Object.entries(values).map(([key, value]) => ({
      key,
      name: `name of ${key}`,
      values: Object.fromEntries(seriesNames.map(name => [name, value])) as SampleView['members'][number]['values'],
    })),
  };
}

/** Times, and one series of each member. */
function contentOf({ view }: SampleHistory) {
  return { times: view.times, ...Object.fromEntries(view.members.map(({ key, series }) => [key, series.keys])) };
}

describe('the samples of a dashboard', () => {
  it('begin empty', () => {
    const history = new SampleHistory(hour);
    assert.deepEqual(history.view, { times: [], members: [] });
    assert.equal(history.lastTime, undefined);
  });

  it('have a value for every time, known or not', () => {
    const history = new SampleHistory(hour);
    history.add(sampleOf(1, { a: 1 }));
    history.add(sampleOf(2, { a: 2, b: 20 }));
    history.add(sampleOf(3, { b: 30 }));
    assert.deepEqual(contentOf(history), { times: [1, 2, 3], a: [1, 2, null], b: [null, 20, 30] });
  });

  it('are the same after a copy that goes on', () => {
    const host = new SampleHistory(hour);
    const page = new SampleHistory(hour);
    for (let time = 1; time < 50; time++) {
      host.add(sampleOf(time, { a: time }));
    }
    page.replace(structuredClone(host.view));
    for (let time = 50; time < 3000; time++) {
      const sample = sampleOf(time, time % 3 === 0 ? { a: time, b: time } : { a: time });
      host.add(sample);
      page.add(structuredClone(sample));
    }
    assert.deepEqual(page.view, host.view);
  });

  it('are bounded in number, and always of the shape that the page takes', () => {
    const history = new SampleHistory(Number.MAX_SAFE_INTEGER);
    for (let time = 1; time <= 3 * mostSamples; time++) {
      history.add(sampleOf(time, { a: time }));
      assert.ok(history.view.times.length <= mostSamples);
    }
    assert.ok(dashboard.toPanel.events.history(history.view));
    assert.equal(history.lastTime, 3 * mostSamples);
    assert.ok(history.view.times.length > mostSamples / 2);
  });

  it('are bounded in age', () => {
    const history = new SampleHistory(1000);
    for (let time = 1; time <= 10_000; time += 10) {
      history.add(sampleOf(time, { a: time }));
    }
    const [oldest] = history.view.times;
    assert.ok(oldest !== undefined && oldest >= 10_000 - 1000 - 61 * 10);
  });

  it('forget a member of which no value is left', () => {
    const history = new SampleHistory(100);
    history.add(sampleOf(1, { gone: 1, stays: 1 }));
    for (let time = 2; time < 1000; time++) {
      history.add(sampleOf(time, { stays: 1 }));
    }
    assert.deepEqual(
      history.view.members.map(({ key }) => key),
      ['stays'],
    );
  });

  it('are bounded in members, those of now before those of earlier', () => {
    const history = new SampleHistory(hour);
    for (let time = 1; time < 200; time++) {
      history.add(sampleOf(time, { [`member ${time}`]: time, always: time }));
    }
    const keys = history.view.members.map(({ key }) => key);
    assert.equal(keys.length, mostMembers);
    assert.ok(keys.includes('always') && keys.includes('member 199'));
  });

  it('begin anew where the clock was set back', () => {
    const history = new SampleHistory(hour);
    history.add(sampleOf(1000, { a: 1 }));
    history.add(sampleOf(500, { a: 2 }));
    assert.deepEqual(contentOf(history), { times: [500], a: [2] });
  });
});
