import assert from 'node:assert/strict';
import { seededRandom } from '../../support/seededRandom';
import { writeDatabase } from './databaseWriter';
import { runMutations } from './mutateSnapshot';
import { etcdContent, randomHistory } from './storedHistory';
import { TemporaryFiles } from './temporaryFiles';

/** Of a small file, so that each takes a millisecond; `test/unit/snapshot/mutateSnapshot.ts` takes any. */
const mutations = 10_000;

const pageSize = 1024;

describe('mutated snapshot files', function () {
  this.timeout(240_000);
  const files = new TemporaryFiles();
  after(() => files.remove());

  it(`survives ${mutations} of them`, async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `/registry/r${index % 7}/n${index}`);
    const events = randomHistory(seededRandom(7), 30, keys);
    const original = writeDatabase(etcdContent(events, 12n), {
      pageSize,
      leafBytes: 700,
      branchWidth: 4,
      freelist: 'kept',
      freePages: 1,
    });
    const { sound, partial, refused, slowest, errors } = await runMutations(
      files.write(original),
      original,
      pageSize,
      0,
      mutations,
    );
    assert.equal(sound + partial + refused, mutations);
    // The mutations would prove little if most of them hit nothing, or everything.
    const figures = `${sound} sound, ${partial} partial, ${refused} refused`;
    assert.ok(sound > mutations / 50 && partial > mutations / 50 && refused > mutations / 500, figures);
    assert.ok(slowest < 5000, `${slowest} ms`);
    assert.ok(!errors.has('call.failed'), [...errors.keys()].join());
  });
});
