import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hasCode } from '../../../../src/core/base/errors';
import { removeLeftovers } from '../../../../src/host/connections/snapshot/removeLeftovers';
import { isGzip, unpackSnapshot } from '../../../../src/host/connections/snapshot/unpackSnapshot';

const content = Buffer.alloc(3 * 1024 * 1024, 'etcd');

describe('compressed snapshots', () => {
  let directory: string;
  let parent: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-unpack-'));
    parent = join(directory, 'unpacked');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const packedFile = async (bytes: Uint8Array): Promise<string> => {
    const path = join(directory, 'snapshot.db.gz');
    await writeFile(path, bytes);
    return path;
  };
  const refusal = async (bytes: Uint8Array, options: Parameters<typeof unpackSnapshot>[2] = {}) => {
    const path = await packedFile(bytes);
    let reason: unknown;
    await assert.rejects(unpackSnapshot(path, parent, options), error => {
      reason = hasCode(error, 'snapshot.notUnpacked') ? error.facts.reason : error;
      return true;
    });
    assert.deepEqual(await readdir(parent).catch(() => []), [], 'nothing stays of it');
    return reason;
  };

  it('are told by how they begin', async () => {
    assert.equal(await isGzip(await packedFile(gzipSync(content))), true);
    assert.equal(await isGzip(await packedFile(content)), false);
    assert.equal(await isGzip(await packedFile(new Uint8Array(1))), false);
    assert.equal(await isGzip(directory), false);
    assert.equal(await isGzip(join(directory, 'missing')), false);
  });

  it('unpack to a file for its owner, and go with it', async () => {
    const shares: number[] = [];
    const path = await packedFile(gzipSync(content));
    const unpacked = await unpackSnapshot(path, parent, { onProgress: share => shares.push(share) });
    assert.ok((await readFile(unpacked.path)).equals(content));
    assert.equal(shares.at(-1), 1);
    if (process.platform !== 'win32') {
      assert.equal((await stat(unpacked.path)).mode & 0o777, 0o600);
      assert.equal((await stat(dirname(unpacked.path))).mode & 0o777, 0o700);
    }
    unpacked.removeNow();
    await unpacked.remove();
    assert.deepEqual(await readdir(parent), []);
  });

  it('are refused where they are damaged or cut', async () => {
    const packed = gzipSync(content);
    assert.equal(await refusal(packed.subarray(0, packed.length / 2)), 'damaged');
    const changed = Buffer.from(packed);
    changed.fill(0xff, 20, 40);
    assert.equal(await refusal(changed), 'damaged');
  });

  it('are refused where they unpack to more than they may', async () => {
    assert.equal(await refusal(gzipSync(content), { mostBytes: content.length - 1 }), 'tooLarge');
  });

  it('stop when they are cancelled', async () => {
    const controller = new AbortController();
    const path = await packedFile(gzipSync(content, { level: 0 }));
    const unpacking = unpackSnapshot(path, parent, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await assert.rejects(unpacking, error => hasCode(error, 'cancelled'));
    assert.deepEqual(await readdir(parent), []);
  });

  it('go with the next window where theirs ended without removing them', async () => {
    const ended = 2 ** 22 + 1;
    const names = {
      ended: `${hostname()}-${ended}-aaaaaa`,
      running: `${hostname()}-${process.pid}-aaaaaa`,
      elsewhere: `another-host-${ended}-aaaaaa`,
      old: `another-host-${ended}-bbbbbb`,
      foreign: 'somebody-elses',
    };
    for (const name of Object.values(names)) {
      await mkdir(join(parent, name), { recursive: true });
    }
    await utimes(join(parent, names.old), new Date(0), new Date(0));
    await removeLeftovers(parent);
    assert.deepEqual((await readdir(parent)).sort(), [names.running, names.elsewhere, names.foreign].sort());
    await removeLeftovers(join(directory, 'missing'));
  });
});
