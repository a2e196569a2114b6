import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { keyFromPath, pathFromKey } from '../../../src/core/keyspace/keyPath';
import { seededRandom } from '../../support/seededRandom';

describe('keyPath', function () {
  this.timeout(120_000);

  it('spells keys as documented', () => {
    const spellings: readonly (readonly [key: string | number[], path: string])[] = [
      ['/registry/pods/x', '/registry/pods/x'],
      ['compact_rev_key', '/%relative/compact_rev_key'],
      ['', '/%relative/%'],
      ['/', '/%'],
      ['//', '/%/%'],
      ['a/', '/%relative/a/%'],
      ['/a//b', '/a/%/b'],
      ['/.', '/%2E'],
      ['/a/../b', '/a/%2E%2E/b'],
      ['/...', '/...'],
      ['.hidden', '/%relative/.hidden'],
      ['/%', '/%25'],
      ['/%2E', '/%252E'],
      ['/%relative/x', '/%25relative/x'],
      ['a\\b', '/%relative/a%5Cb'],
      ['/a\0b', '/a%00b'],
      ['/line\u2028break', '/line%E2%80%A8break'],
      ['/\u202egnp.exe', '/%E2%80%AEgnp.exe'],
      ['/Größe/日本/🙂', '/Größe/日本/🙂'],
      ['/C:/windows', '/C%3A/windows'],
      ['/c:', '/c%3A'],
      ['/ab:c', '/ab:c'],
      ['C:/', '/%relative/C:/%'],
      [[0xff], '/%relative/%FF'],
      [[0x2f, 0xed, 0xa0, 0x80], '/%ED%A0%80'],
      [[0x2f, 0xc0, 0xaf], '/%C0%AF'],
      [[0x2f, 0xe2, 0x82], '/%E2%82'],
      [[0x2f, 0xf4, 0x90, 0x80, 0x80], '/%F4%90%80%80'],
    ];
    for (const [key, path] of spellings) {
      const bytes = typeof key === 'string' ? bytesFromText(key) : Uint8Array.from(key);
      assert.equal(pathFromKey(bytes), path);
      assert.deepEqual(keyFromPath(path), bytes, path);
    }
  });

  it('gives parents that are the paths of the directories', () => {
    assert.equal(
      posix.dirname(pathFromKey(bytesFromText('/registry/pods/x'))),
      pathFromKey(bytesFromText('/registry/pods')),
    );
    assert.equal(posix.basename(pathFromKey(bytesFromText('/registry/pods/x'))), 'x');
    assert.equal(posix.dirname(pathFromKey(bytesFromText('a/b/'))), pathFromKey(bytesFromText('a/b')));
    assert.equal(posix.dirname(pathFromKey(bytesFromText('a'))), '/%relative');
  });

  it('refuses every text that is no key’s own path', () => {
    const foreign = [
      ...[
        '',
        '/',
        'a',
        'registry/x',
        '//',
        '/a//b',
        '/a/',
        '/.',
        '/..',
        '/a/./b',
        '/%relative',
        '/%relative/',
        '/%relative/%/a',
      ],
      ...[
        '/%2e',
        '/%41',
        '/%2',
        '/%zz',
        '/a%',
        '/%/',
        '/a\\b',
        '/C:/x',
        '/a\u0000',
        '/\ud800',
        '/%5c',
        '/%relative//a',
        '/%25%',
      ],
      ...['/%C3%A4', '/%E2%82%AC', '/\u200b', '/%2Fa', '/a%2Fb'],
    ];
    for (const path of foreign) {
      assert.throws(
        () => keyFromPath(path),
        error => hasCode(error, 'key.invalid'),
        JSON.stringify(path),
      );
    }
  });

  it('keeps every key of one and two bytes', () => {
    const keys = [new Uint8Array(0)];
    for (let first = 0; first < 256; first++) {
      keys.push(Uint8Array.of(first));
      for (let second = 0; second < 256; second++) {
        keys.push(Uint8Array.of(first, second));
      }
    }
    assertLossless(keys);
  });

  it('keeps 120,000 random keys, of any bytes and of the awkward ones', () => {
    const random = seededRandom(7);
    const awkward = [
      '/',
      '//',
      '.',
      '..',
      '%',
      '%25',
      '%relative',
      '\\',
      ':',
      'C',
      '\0',
      ' ',
      'a',
      'ä',
      '€',
      '\u200b',
      '🙂',
      '%2E',
    ];
    const keys = new Map<string, Uint8Array>();
    while (keys.size < 120_000) {
      const parts = Array.from({ length: random.below(7) }, () =>
        random.below(3) === 0 ? random.bytes(1 + random.below(3)) : bytesFromText(random.pick(awkward)),
      );
      const key = random.below(4) === 0 ? random.bytes(random.below(24)) : new Uint8Array(Buffer.concat(parts));
      keys.set(Buffer.from(key).toString('latin1'), key);
    }
    assertLossless([...keys.values()]);
  });
});

/** Key → path → key unchanged, no path twice, and nothing in a path that normalisation or VS Code's drive rule would change. */
function assertLossless(keys: readonly Uint8Array[]): void {
  const paths = new Set<string>();
  for (const key of keys) {
    const path = pathFromKey(key);
    if (Buffer.compare(keyFromPath(path), key) !== 0) {
      assert.fail(`${path} does not give ${Buffer.from(key).toString('hex')}`);
    }
    if (posix.normalize(path) !== path || /^\/[A-Z]:/.test(path) || path.includes('\\')) {
      assert.fail(`${path} does not survive`);
    }
    if (decodeURIComponent(encodeURIComponent(path)) !== path) {
      assert.fail(`${path} does not survive percent-encoding`);
    }
    paths.add(path);
  }
  assert.equal(paths.size, keys.length, 'paths are distinct');
}
