import assert from 'node:assert/strict';
import { bytesFromText, concatBytes, hexFromBytes } from '../../../src/core/base/bytes';
import {
  encodeWatchCreate,
  encodeWatchProgress,
  WatchResponseReader,
} from '../../../src/core/etcd/watch/watchMessages';
import { seededRandom } from '../../support/seededRandom';

const bytes = bytesFromText;
const hex = (...parts: string[]) => new Uint8Array(Buffer.from(parts.join('').replaceAll(' ', ''), 'hex'));
/** A field of bytes with a length below 16,384, always in two bytes. */
const field = (tag: string, content: Uint8Array) =>
  concatBytes(hex(tag), new Uint8Array([(content.length & 0x7f) | 0x80, content.length >> 7]), content);

const header = field('0a', hex('0801 1002 1863 2003'));
const put = field('5a', concatBytes(hex('0800'), field('12', hex('0a016b 1005 1807 2002 2a0176 3009'))));
const remove = field(
  '5a',
  concatBytes(hex('0801'), field('12', hex('0a016b 1808')), field('1a', hex('0a016b 1005 1807 2002 2a0176 3009'))),
);

function readAll(message: Uint8Array) {
  return new WatchResponseReader(message).read(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
}

describe('messages of a watch', () => {
  it('writes what to watch', () => {
    const options = { key: bytes('a'), rangeEnd: bytes('b'), startRevision: 300n, previous: true };
    assert.equal(hexFromBytes(encodeWatchCreate(options, true)), '0a0f0a016112016218ac022001300140'.concat('01'));
    assert.equal(hexFromBytes(encodeWatchCreate({ key: bytes('a') }, false)), '0a050a01612001');
    assert.equal(hexFromBytes(encodeWatchProgress()), '1a00');
  });

  it('reads that a watch was created, or canceled and why', () => {
    const created = new WatchResponseReader(concatBytes(header, hex('1002 1801')));
    assert.deepEqual([created.answer.watchId, created.answer.isCreated, created.hasEvents], [2n, true, false]);
    assert.equal(created.answer.header.revision, 99n);
    const { answer } = new WatchResponseReader(concatBytes(header, hex('2001 2807'), field('32', bytes('words'))));
    assert.deepEqual([answer.isCanceled, answer.compactRevision, answer.cancelReason], [true, 7n, 'words']);
  });

  it('reads the answer for all watches of a stream', () => {
    const { answer, hasEvents } = new WatchResponseReader(concatBytes(header, hex('10ffffffffffffffffff01')));
    assert.deepEqual([answer.watchId, hasEvents], [-1n, false]);
  });

  it('reads events with what was there before', () => {
    const previous = {
      key: bytes('k'),
      value: bytes('v'),
      createRevision: 5n,
      modRevision: 7n,
      version: 2n,
      lease: 9n,
    };
    assert.deepEqual(readAll(concatBytes(header, put, remove)), [
      { type: 'put', ...previous, previous: undefined },
      {
        type: 'delete',
        key: bytes('k'),
        value: undefined,
        modRevision: 8n,
        createRevision: 0n,
        version: 0n,
        lease: undefined,
        previous,
      },
    ]);
  });

  it('reads events part by part, whatever lies between them', () => {
    const unknown = hex('f80701');
    const reader = new WatchResponseReader(concatBytes(put, unknown, put, header, remove, hex('3801')));
    assert.equal(reader.answer.hasMoreFragments, true);
    assert.equal(reader.answer.header.revision, 99n);
    const types: string[] = [];
    while (!reader.isAtEnd) {
      const part = reader.read(1, 1000);
      assert.ok(part.length <= 1);
      types.push(...part.map(({ type }) => type));
    }
    assert.deepEqual(types, ['put', 'put', 'delete']);
    const inBytes = new WatchResponseReader(concatBytes(put, put, put));
    assert.equal(inBytes.read(1000, put.length + 1).length, 2);
  });

  it('keeps no message for the sake of one event', () => {
    const large = field('5a', field('12', concatBytes(hex('0a016b 1808'), field('2a', new Uint8Array(10_000)))));
    const [event] = readAll(concatBytes(header, put, large));
    assert.ok(event && event.key.buffer.byteLength <= 4096);
  });

  it('refuses events without a key or a revision', () => {
    for (const event of [
      hex('0800'),
      field('12', hex('1807')),
      field('12', hex('0a016b')),
      field('12', hex('0a016b 1800')),
    ]) {
      assert.throws(() => readAll(field('5a', event)), /without a key or a revision/);
    }
  });

  it('reads any damaged message to its end, or throws', () => {
    const random = seededRandom(5);
    const message = concatBytes(header, hex('1002'), put, remove, put);
    for (let length = 0; length < message.length; length++) {
      endsOrThrows(message.slice(0, length));
    }
    for (let round = 0; round < 5000; round++) {
      const damaged = message.slice();
      for (let count = random.below(3); count >= 0; count--) {
        damaged[random.below(damaged.length)] = random.below(256);
      }
      endsOrThrows(damaged);
    }
  });

  function endsOrThrows(message: Uint8Array): void {
    let events = 0;
    try {
      const reader = new WatchResponseReader(message);
      while (!reader.isAtEnd) {
        const part = reader.read(1, 10);
        events += part.length;
        assert.ok(part.every(({ key, modRevision }) => key.length > 0 && modRevision > 0n));
      }
    } catch (error) {
      assert.ok(error instanceof Error && error.name !== 'AssertionError', String(error));
    }
    assert.ok(events <= message.length);
  }
});
