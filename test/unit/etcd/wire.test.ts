import assert from 'node:assert/strict';
import { bytesFromText, concatBytes } from '../../../src/core/base/bytes';
import { authenticateMethod, memberListMethod, statusMethod } from '../../../src/core/etcd/clusterMessages';
import {
  decodeKeyValue,
  deleteRangeMethod,
  rangeMethod,
  readTransactionMethod,
  sharingRangeMethod,
  transactionMethod,
} from '../../../src/core/etcd/keyValueMessages';

const bytes = bytesFromText;
const hex = (...parts: string[]) => new Uint8Array(Buffer.from(parts.join('').replaceAll(' ', ''), 'hex'));
const toHex = (message: Uint8Array) => Buffer.from(message).toString('hex');

/** A field of bytes with a length below 128. */
const field = (tag: string, content: Uint8Array) => concatBytes(hex(tag), new Uint8Array([content.length]), content);

import { seededRandom } from '../../support/seededRandom';

describe('messages of etcd', () => {
  describe('requests', () => {
    it('writes a range with every field', () => {
      const message = rangeMethod.encode({
        key: bytes('a'),
        rangeEnd: bytes('b'),
        limit: 300,
        revision: 0x7fff_ffff_ffff_ffffn,
        isSerializable: true,
        keysOnly: true,
        countOnly: true,
        minModRevision: 7n,
      });
      assert.equal(
        toHex(message),
        toHex(hex('0a0161', '120162', '18ac02', '20ffffffffffffffff7f', '3801', '4001', '4801', '5007')),
      );
    });

    it('leaves out what is not asked', () => {
      assert.equal(toHex(rangeMethod.encode({ key: bytes('a'), limit: 0 })), '0a0161');
    });

    it('writes ranges as one transaction', () => {
      const message = readTransactionMethod.encode([{ key: bytes('a') }, { key: bytes('b'), countOnly: true }]);
      assert.equal(toHex(message), toHex(hex('1205 0a03 0a0161', '1207 0a05 0a0162 4801')));
    });

    it('writes comparisons, zero revisions among them', () => {
      const message = transactionMethod.encode({
        comparisons: [
          { key: bytes('k'), target: 'modRevision', relation: 'equal', revision: 0n },
          { key: bytes('k'), target: 'createRevision', relation: 'greater', revision: 0n },
          { key: bytes('a'), rangeEnd: bytes('b'), target: 'modRevision', relation: 'less', revision: 9n },
        ],
        success: [{ put: { key: bytes('k'), value: bytes('v'), keepsLease: true } }],
        failure: [{ deleteRange: { key: bytes('a'), rangeEnd: bytes('b') } }],
      });
      assert.equal(
        toHex(message),
        toHex(
          hex(
            '0a07 1002 1a016b 3000',
            '0a09 0801 1001 1a016b 2800',
            '0a0d 0802 1002 1a0161 3009 82040162',
            '120a 1208 0a016b 120176 3001',
            '1a08 1a06 0a0161 120162',
          ),
        ),
      );
    });

    it('writes a lease id of 64 bits', () => {
      const put = { key: bytes('k'), value: bytes(''), lease: 0x7fff_ffff_ffff_fffen };
      const message = transactionMethod.encode({ success: [{ put }] });
      assert.equal(toHex(message), toHex(hex('120f 120d 0a016b 18feffffffffffffff7f')));
    });

    it('writes what a name beyond ASCII is in UTF-8', () => {
      assert.equal(toHex(authenticateMethod.encode({ name: 'é', password: '' })), '0a02c3a9');
    });
  });

  describe('answers', () => {
    const keyValue = hex('0a016b', '1002', '18ffffffffffffffff7f', '2003', '2a0176', '30feffffffffffffff7f');

    it('reads a key and its value with numbers of 64 bits', () => {
      assert.deepEqual(decodeKeyValue(keyValue), {
        key: bytes('k'),
        value: bytes('v'),
        createRevision: 2n,
        modRevision: 0x7fff_ffff_ffff_ffffn,
        version: 3n,
        lease: 0x7fff_ffff_ffff_fffen,
      });
    });

    it('reads a range, skipping fields that are not known', () => {
      const header = field('0a', hex('08ffffffffffffffffff01', '1802', 'f8070a'));
      const message = concatBytes(header, field('12', keyValue), hex('1801', '2064', 'fa0703 616263', 'fd0700000000'));
      const response = rangeMethod.decode(message);
      assert.equal(response.header.clusterId, 0xffff_ffff_ffff_ffffn);
      assert.deepEqual([response.header.revision, response.more, response.count], [2n, true, 100]);
      assert.equal(response.keyValues.length, 1);
    });

    it('reads an empty answer', () => {
      const response = rangeMethod.decode(new Uint8Array(0));
      assert.deepEqual([response.keyValues, response.more, response.count], [[], false, 0]);
      assert.equal(deleteRangeMethod.decode(new Uint8Array(0)).deleted, 0);
      assert.deepEqual(memberListMethod.decode(new Uint8Array(0)).members, []);
    });

    it('reads the results of a transaction in their order', () => {
      const range = field('1a', field('0a', field('12', keyValue)));
      const deleted = field('1a', field('1a', hex('1005')));
      const put = field('1a', field('12', hex('')));
      const response = transactionMethod.decode(concatBytes(hex('1001'), put, range, deleted));
      assert.equal(response.succeeded, true);
      assert.deepEqual(
        response.results.map(result => [result.range?.keyValues.length, result.deleted]),
        [
          [undefined, undefined],
          [1, undefined],
          [undefined, 5],
        ],
      );
    });

    it('reads a status of 3.6, and one of 3.4 without its fields', () => {
      const old = concatBytes(field('12', bytes('3.4.23')), hex('1880800120ffffffffffffffffff01'), hex('48a008'));
      const { version, databaseSize, databaseSizeInUse, leader, ...rest } = statusMethod.decode(old);
      assert.deepEqual(
        [version, databaseSize, databaseSizeInUse, leader],
        ['3.4.23', 16384n, 1056n, 0xffff_ffff_ffff_ffffn],
      );
      assert.equal('storageVersion' in rest || 'databaseQuota' in rest, false);
      const recent = concatBytes(old, field('42', bytes('NOSPACE')), field('5a', bytes('3.6.0')), hex('6080808008'));
      const status = statusMethod.decode(recent);
      assert.deepEqual(
        [status.errors, status.storageVersion, status.databaseQuota],
        [['NOSPACE'], '3.6.0', 2_147_483_648n / 128n],
      );
    });

    it('does not hold on to the message it came from', () => {
      const large = new Uint8Array(1000).fill(120);
      const value = concatBytes(hex('2a e807'), large);
      const response = rangeMethod.decode(concatBytes(hex('12 f007'), hex('0a016b 1002'), value, hex('1801')));
      const [found] = response.keyValues;
      assert.equal(found?.key.buffer.byteLength, 1);
      assert.deepEqual(found?.value, large);
      // More than half of the message: a copy would hold it twice.
      assert.equal((found?.value.buffer.byteLength ?? 0) > 1000, true);
    });

    it('shares it where it was asked to, for values alone', () => {
      const small = concatBytes(hex('2a 0a'), new Uint8Array(10).fill(120));
      const one = concatBytes(hex('12 11'), hex('0a016b 1002'), small);
      const message = concatBytes(one, one, one);
      const [copied] = rangeMethod.decode(message).keyValues;
      const [shared] = sharingRangeMethod.decode(message).keyValues;
      assert.deepEqual(shared, copied);
      assert.equal(copied?.value.buffer.byteLength, 10);
      assert.equal(shared?.value.buffer, message.buffer);
      assert.equal(shared?.key.buffer.byteLength, 1);
    });

    it('throws on bytes that are no such message', () => {
      for (const bad of [
        '12',
        '12ff',
        '1205 0a',
        '1205 0a05 61',
        '00',
        '0f',
        '20ffffffffffffffffffffff',
        '12 02 0bff',
      ]) {
        assert.throws(() => rangeMethod.decode(hex(bad)), bad);
      }
    });

    it('throws on a count that is none', () => {
      assert.throws(() => rangeMethod.decode(hex('20ffffffffffffffffff01')), RangeError);
    });

    it('ends on any bytes, with an answer or an error', () => {
      const random = seededRandom(1);
      let answers = 0;
      for (let round = 0; round < 2000; round++) {
        const message = random.bytes(random.below(48));
        for (const method of [rangeMethod, transactionMethod, statusMethod, memberListMethod]) {
          try {
            method.decode(message);
            answers++;
          } catch (error) {
            assert.ok(error instanceof Error);
          }
        }
      }
      assert.equal(answers > 0, true);
    });
  });
});
