import assert from 'node:assert/strict';
import { statusMethod } from '../../../src/core/etcd/clusterMessages';
import { type Endpoint, parseEndpoints } from '../../../src/core/etcd/endpoint';
import { advertisedAddress, isLoopback } from '../../../src/core/etcd/members/advertisedAddress';
import { alarmListMethod, authStatusMethod, hashKvMethod } from '../../../src/core/etcd/members/memberMessages';
import { BinaryWriter, writeFlag, writeInt64, writeMessage, writeNumber, writeText } from '../../../src/core/etcd/wire';

function message(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

describe('messages of members', () => {
  it('read what a status has since 3.6', () => {
    const bytes = message(writer => {
      writeText(writer, 2, '3.6.14');
      writeText(writer, 11, '3.6.0');
      writeInt64(writer, 12, 8n * 1024n ** 3n);
      writeMessage(writer, 13, info => {
        writeFlag(info, 1, true);
        writeText(info, 2, '3.5.0');
      });
      writeText(writer, 99, 'of a newer etcd');
    });
    const status = statusMethod.decode(bytes);
    assert.equal(status.storageVersion, '3.6.0');
    assert.equal(status.databaseQuota, 8589934592n);
    assert.deepEqual(status.downgrade, { isEnabled: true, targetVersion: '3.5.0' });
    assert.equal(statusMethod.decode(new Uint8Array(0)).downgrade, undefined);
  });

  it('read alarms, hashes and whether authentication is on', () => {
    const alarms = message(writer => {
      writeMessage(writer, 2, alarm => {
        writeInt64(alarm, 1, 5n);
        writeNumber(alarm, 2, 2);
      });
      writeMessage(writer, 2, alarm => writeNumber(alarm, 2, 1));
    });
    assert.deepEqual(alarmListMethod.decode(alarms), [
      { memberId: 5n, type: 2 },
      { memberId: 0n, type: 1 },
    ]);
    const hash = message(writer => {
      writeNumber(writer, 2, 77);
      writeInt64(writer, 3, -1n);
      writeInt64(writer, 4, 9n);
    });
    assert.deepEqual(
      { ...hashKvMethod.decode(hash), header: undefined },
      { header: undefined, hash: 77, compactRevision: -1n },
    );
    assert.deepEqual([...hashKvMethod.encode(300n)], [0x08, 0xac, 0x02]);
    const auth = message(writer => {
      writeFlag(writer, 2, true);
      writeInt64(writer, 3, 4n);
    });
    assert.deepEqual(authStatusMethod.decode(auth), { isEnabled: true, revision: 4n });
  });

  it('throw on bytes that are none of them', () => {
    for (const method of [alarmListMethod, hashKvMethod, authStatusMethod]) {
      assert.throws(() => method.decode(Uint8Array.of(0x12, 0xff)));
    }
  });
});

describe('advertisedAddress', () => {
  const endpoints = (...urls: readonly string[]) => parseEndpoints(urls, false);
  const away = endpoints('http://10.0.0.1:2379');
  const urlOf = (address: Endpoint | string) => (typeof address === 'string' ? address : address.url);

  it('dials what can be dialed', () => {
    assert.equal(urlOf(advertisedAddress('http://10.0.0.2:2379', away)), 'http://10.0.0.2:2379');
    assert.equal(urlOf(advertisedAddress('https://etcd-1.etcd:2379', away)), 'https://etcd-1.etcd:2379');
    assert.equal(urlOf(advertisedAddress('http://[fd00::2]:2379', away)), 'http://[fd00::2]:2379');
  });

  it('goes to this machine only where the connection does', () => {
    const here = endpoints('http://127.0.0.1:12379');
    for (const url of ['http://localhost:2379', 'http://127.0.0.1:2379', 'http://[::1]:2379']) {
      assert.equal(urlOf(advertisedAddress(url, away)), 'loopbackAddress');
      assert.equal(urlOf(advertisedAddress(url, here)), url);
    }
  });

  it('goes nowhere for all interfaces, for what is no address, and in the clear', () => {
    for (const url of ['http://0.0.0.0:2379', 'http://[::]:2379', 'http://[0:0:0:0:0:0:0:0]:2379']) {
      assert.equal(urlOf(advertisedAddress(url, away)), 'unspecifiedAddress', url);
    }
    for (const url of [
      '',
      'unix://a:1',
      'http://a b',
      'http://user@host:2379',
      'http://10.0.0.1:99999',
      'x'.repeat(9999),
    ]) {
      assert.equal(urlOf(advertisedAddress(url, away)), 'malformedAddress', url);
    }
    const secure = endpoints('https://10.0.0.1:2379');
    assert.equal(urlOf(advertisedAddress('http://10.0.0.2:2379', secure)), 'plaintextAddress');
  });

  it('knows loopback from what only looks like it', () => {
    assert.deepEqual(
      ['localhost', 'a.localhost', '127.1.2.3', '::1', 'localhost.example', '127.0.0.1.example', '128.0.0.1'].map(
        isLoopback,
      ),
      [true, true, true, true, false, false, false],
    );
  });
});
