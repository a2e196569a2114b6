import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { buildIndexPart } from '../../../src/core/snapshot/keyIndex/buildKeyIndex';
import { follow, joinParts, sharedPart } from '../../../src/core/snapshot/keyIndex/joinParts';
import { KeyIndex } from '../../../src/core/snapshot/keyIndex/keyIndex';
import type { KeyIndexData, ReadPart } from '../../../src/core/snapshot/keyIndex/keyIndexData';
import { sortShare } from '../../../src/core/snapshot/keyIndex/sortShare';
import { seededRandom } from '../../support/seededRandom';
import { writeDatabase } from './databaseWriter';
import { etcdContent, randomHistory } from './storedHistory';
import { TemporaryFiles } from './temporaryFiles';

const pageSize = 4096;

function result<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}

/** All that an index answers: the state at each revision, and the rows of each key. */
function answers(data: KeyIndexData, revisions: number) {
  const index = new KeyIndex(data);
  const describe = (row: number) => ({ ...index.rows.numbersOf(row), ...index.rows.placeOf(row) });
  const states = Array.from({ length: revisions }, (_, revision) =>
    index
      .viewAt(BigInt(revision + 1))
      .take(0, index.keys.count, 1e6)
      .map(({ place, row }) => ({ key: index.keys.at(place), ...describe(row) })),
  );
  const histories = Array.from({ length: index.keys.count }, (_, place) =>
    index.rowsOf(index.keys.at(place)).map(row => ({ ...describe(row), isDeletion: index.rows.isDeletion(row) })),
  );
  return { states, histories, revision: data.revision, rows: data.order.length, damage: data.damage };
}

describe('joinParts', () => {
  const files = new TemporaryFiles();
  after(() => files.remove());

  interface Parts {
    readonly whole: ReadPart;
    readonly halves: readonly [ReadPart, ReadPart];
  }

  function partsOf(bytes: Uint8Array, cut: number): Parts {
    const file = openSync(files.write(bytes), 'r');
    try {
      const part = (from: number, to: number) => result(buildIndexPart(file, bytes.length, { from, to }));
      return { whole: part(0, 1), halves: [part(0, cut), part(cut, 1)] };
    } finally {
      closeSync(file);
    }
  }

  function parts(seed: number): Parts {
    const random = seededRandom(seed);
    const keys = Array.from({ length: 1 + random.below(40) }, (_, index) => `/registry/${index % 5}/${index}`);
    const events = randomHistory(random, random.below(200), keys);
    const bytes = writeDatabase(etcdContent(events), { leafBytes: 600, branchWidth: 5 });
    return partsOf(bytes, random.below(11) / 10);
  }

  /** Of so many pages that the halves part among the branches. */
  function largeDatabase(): Uint8Array {
    const keys = Array.from({ length: 300 }, (_, index) => `/registry/${index % 5}/${index}`);
    const events = randomHistory(seededRandom(1), 1000, keys);
    return writeDatabase(etcdContent(events), { leafBytes: 400, branchWidth: 2 });
  }

  function assertSame({ whole, halves }: Parts): void {
    assert.ok(follow(...halves));
    const one = joinParts([whole], [sortShare([sharedPart(whole)], { from: 0, to: 1 })]);
    const shared = [sharedPart(halves[0]), sharedPart(halves[1])] as const;
    const two = joinParts(halves, [sortShare(shared, { from: 0, to: 0.4 }), sortShare(shared, { from: 0.4, to: 1 })]);
    assert.deepEqual(answers(two, Number(one.revision)), answers(one, Number(one.revision)));
  }

  for (let seed = 1; seed <= 20; seed++) {
    it(`makes of two halves what one pass makes, seed ${seed}`, () => assertSame(parts(seed)));
  }

  it('makes of halves that part among the branches what one pass makes', () => {
    for (const cut of [0, 0.3, 0.5, 1]) {
      assertSame(partsOf(largeDatabase(), cut));
    }
  });

  it('refuses halves that lead to the same page', () => {
    const bytes = Buffer.from(largeDatabase());
    const last = partsOf(bytes, 0.5).halves[0].entries.page.at(-1) as number;
    // Its overflow is then the page after it, which is the second half's own.
    bytes.writeUInt32LE(1, last * pageSize + 12);
    const { whole, halves } = partsOf(bytes, 0.5);
    assert.equal(follow(...halves), false);
    assert.deepEqual(
      whole.damagedPages.map(({ reason }) => reason),
      ['referencedTwice'],
    );
    assert.deepEqual([...halves[0].damagedPages, ...halves[1].damagedPages], []);
  });

  it('refuses halves that do not follow each other', () => {
    const [first, second] = parts(3).halves;
    assert.ok(first.entries.count > 0 && second.entries.count > 0);
    assert.equal(follow(second, first), false);
  });
});
