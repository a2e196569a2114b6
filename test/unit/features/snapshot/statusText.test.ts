import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describeSnapshot, type SnapshotDescription } from '../../../../src/core/snapshot';
import { statusText } from '../../../../src/features/snapshot/statusText';
import { repositoryRoot } from '../../../support/repositoryRoot';
import { english } from '../encryptionAudit/localization';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');
const subject = { name: 'snapshot.db', path: '/backups/snapshot.db', isChanged: false };

describe('the status of a snapshot in words', () => {
  let description: SnapshotDescription;

  before(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'etcdscope-status-'));
    const path = join(directory, 'snapshot.db');
    await writeFile(path, gunzipSync(readFileSync(packed)));
    description = await describeSnapshot(path);
    await rm(directory, { recursive: true });
  });

  const textOf = (changes: Partial<SnapshotDescription> = {}) =>
    statusText(subject, { ...description, ...changes }, english);

  it('tells what etcdutl tells', () => {
    const text = textOf();
    assert.match(text, /\| Hash \| `a5e077f4` \(2782951412\) \|/);
    assert.match(text, /\| Revision \| 1460 \|/);
    assert.match(text, /\| Total keys \| 707 \|/);
    assert.match(text, /\| Total size \| 3\.8 MB \(3,768,320 bytes\) \|/);
    assert.match(text, /\| Version \| none, as before etcd 3\.6 \|/);
  });

  it('says whether the file is what was saved', () => {
    assert.match(textOf(), /✓ A sound snapshot[\s\S]*digest at its end is right/);
    assert.match(textOf({ digest: 'absent' }), /without a digest[\s\S]*--skip-hash-check/);
    assert.match(textOf({ digest: 'wrong' }), /⚠ [\s\S]*digest at its end is wrong/);
    const damage: SnapshotDescription['damage'] = { unreadablePages: 3, firstPages: [{ page: 7, reason: 'badCount' }] };
    assert.match(
      textOf({ damage }),
      /⚠ Damaged: pages that cannot be read: 3[\s\S]*among them page 7 \(it claims more than it has room for\)/,
    );
    const cut = textOf({ damage, digest: 'absent', fileSize: 2_000_000 });
    assert.match(cut, /⚠ Cut off: [\s\S]*it has 2\.0 MB \(2,000,000 bytes\) of the 3\.8 MB \(3,768,320 bytes\)/);
    assert.doesNotMatch(cut, /skip-hash-check|as `etcdutl/);
    assert.match(textOf({ validMetaPages: 1 }), /One of the two meta pages is broken/);
    assert.match(statusText({ ...subject, isChanged: true }, description, english), /has changed since it was opened/);
  });

  it('names users and roles, and keeps what they are called from being Markdown', () => {
    const text = textOf({ users: ['root', '[a](command:x)|'], roles: ['`admin`'], isAuthEnabled: true });
    assert.match(text, /\| Users \| `root`, `\[a\]\(command:x\)\\\|` \|/);
    assert.match(text, /\| Roles \| `` `admin` `` \|/);
    assert.match(text, /\| Authentication \| on, at revision 1 \|/);
  });

  it('ends with many', () => {
    const leases = Array.from({ length: 10_000 }, (_, index) => ({ id: BigInt(index), timeToLive: 1n, remaining: 0n }));
    const text = textOf({ leases, users: Array.from({ length: 5000 }, (_, index) => `user-${index}`) });
    assert.match(text, /\| Leases \| 10,000: `0` \(1 s\)/);
    assert.ok(text.length < 20_000, String(text.length));
  });
});
