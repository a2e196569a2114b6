import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { decodeValue } from '../../../src/core/kubernetes';
import { DocumentSaver, type SaveConflict, type SaveRequest } from '../../../src/features/documents/documentSaver';
import { EditBases } from '../../../src/features/documents/editBases';
import { digestOfText } from '../../../src/features/documents/edition';
import { type RunningEtcd, startEtcd } from '../../support/etcd';

const bytes = bytesFromText;
const key = bytes('/document');
const uri = 'etcd://test/document';

describe('saving a document', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let bases: EditBases;
  let conflicts: SaveConflict[];
  let answer: (conflict: SaveConflict) => boolean | Promise<boolean>;

  before(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });
  beforeEach(async () => {
    await store.deletePrefix(bytes(''));
    bases = new EditBases();
    conflicts = [];
    answer = () => assert.fail('nothing was to be asked');
  });

  const save = (content: string | Uint8Array, request: Partial<SaveRequest> = {}, from: EtcdStore = store) => {
    const saver = new DocumentSaver({
      bases,
      askToReplace: async conflict => {
        conflicts.push(conflict);
        return answer(conflict);
      },
      decode: async (ofKey, value) => decodeValue(ofKey, value),
    });
    const whole: SaveRequest = {
      uri,
      target: { connectionId: 'test', key },
      content: typeof content === 'string' ? bytes(content) : content,
      isFromDocument: true,
      mayCreate: true,
      mayReplace: true,
      ...request,
    };
    return saver.save(whole, from, from);
  };
  /** A document that was loaded with this text at this revision. */
  const loaded = (revision: bigint, text: string) =>
    bases.wasSaved(uri, { revision, size: text.length, digest: digestOfText(text) });
  const stored = async (text: string | Uint8Array) =>
    (await store.put(key, typeof text === 'string' ? bytes(text) : text)).revision;
  const value = async () => {
    const found = await store.get(key);
    return found && Buffer.from(found.value).toString();
  };
  const isConflict = (expected: bigint | undefined, actual: bigint) => (error: unknown) =>
    hasCode(error, 'key.conflict') && error.facts.expected === expected && error.facts.actual === actual;
  const isInvalid = (facts: Record<string, unknown>) => (error: unknown) => {
    assert.ok(hasCode(error, 'edit.invalid'), String(error));
    assert.deepEqual({ ...error.facts }, { connectionId: 'test', key: '/document', ...facts });
    return true;
  };

  it('writes on the revision that was loaded', async () => {
    loaded(await stored('before'), 'before');
    const result = await save('after');
    assert.equal(result.kind, 'written');
    const found = await store.get(key);
    assert.deepEqual(result.kind === 'written' && result.keyValue, found);
  });

  it('writes nothing where the value is the same, also over a newer revision', async () => {
    loaded(await stored('before'), 'before');
    const revision = await stored('after');
    const result = await save('after');
    assert.deepEqual([result.kind, (await store.get(key))?.modRevision], ['same', revision]);
  });

  it('writes nothing where the user changed nothing and somebody else did', async () => {
    loaded(await stored('before\r\n'), 'before\n');
    await stored('theirs');
    assert.deepEqual(await save('before\n'), { kind: 'outdated' });
    assert.equal(await value(), 'theirs');
  });

  it('asks before it replaces what somebody else wrote, and leaves it when told so', async () => {
    const base = await stored('before');
    loaded(base, 'before');
    const theirs = await stored('theirs');
    await store.put(bytes('/other'), bytes(''));
    answer = () => false;
    await assert.rejects(save('after'), isConflict(base, theirs));
    assert.equal(await value(), 'theirs');
    const [conflict] = conflicts;
    assert.deepEqual([conflict?.expectedRevision, conflict?.current?.modRevision], [base, theirs]);
    assert.ok(conflict && conflict.readAt > theirs, 'can be read again at the revision of the store');
  });

  it('asks again when somebody wrote while the user was asked', async () => {
    loaded(await stored('before'), 'before');
    await stored('theirs');
    answer = async () => {
      if (conflicts.length === 1) {
        await stored('theirs again');
      } else {
        assert.equal(await value(), 'theirs again', 'nothing was replaced unseen');
      }
      return true;
    };
    assert.equal((await save('after')).kind, 'written');
    assert.equal(conflicts.length, 2);
    assert.equal(await value(), 'after');
  });

  it('gives up on a key that changes whenever it is looked at', async () => {
    loaded(await stored('before'), 'before');
    await stored('theirs');
    let round = 0;
    answer = async () => {
      await stored(`theirs ${round++}`);
      return true;
    };
    await assert.rejects(save('after'), error => hasCode(error, 'key.conflict'));
    assert.ok(round < 10);
    assert.match((await value()) ?? '', /^theirs/);
  });

  it('asks where it is not known what the text began from', async () => {
    const revision = await stored('somebody');
    answer = () => false;
    await assert.rejects(save('after'), isConflict(undefined, revision));
  });

  it('asks before it creates a deleted key again', async () => {
    loaded(await stored('before'), 'before');
    await store.delete(key);
    answer = () => false;
    await assert.rejects(save('after'), error => hasCode(error, 'key.conflict') && error.facts.actual === 0n);
    assert.equal(await value(), undefined);
    assert.equal(conflicts[0]?.current, undefined);
    answer = () => true;
    assert.equal((await save('after')).kind, 'written');
    assert.equal(await value(), 'after');
  });

  it('creates a new key, even with an empty value, only where none is', async () => {
    loaded(0n, '');
    assert.equal((await save('')).kind, 'written');
    assert.equal(await value(), '');
    loaded(0n, '');
    answer = () => false;
    await assert.rejects(save('mine'), error => hasCode(error, 'key.conflict') && error.facts.expected === 0n);
  });

  it('does as a file system is told', async () => {
    const direct = { isFromDocument: false };
    await assert.rejects(save('a', { ...direct, mayCreate: false }), error => hasCode(error, 'key.notFound'));
    await save('a', direct);
    await assert.rejects(save('b', { ...direct, mayReplace: false }), error => hasCode(error, 'key.conflict'));
    await save('c', direct);
    assert.equal(await value(), 'c');
  });

  it('keeps line endings and byte order marks of what nobody touched', async () => {
    loaded(await stored('\ufeffa\r\nb\nc\r'), 'irrelevant');
    bases.wasSaved(uri, { revision: (await store.get(key))?.modRevision ?? 0n, size: 0, digest: '' });
    await save('\ufeffa\nB\nc\n');
    assert.equal(await value(), '\ufeffa\r\nB\nc\r');
  });

  it('refuses JSON that no longer is, with the place', async () => {
    loaded(await stored('{"a": 1}'), '{"a": 1}');
    for (const [text, place] of [
      ['{\n  "ä": 1,\n  "b" 2\n}', { line: 3, column: 7 }],
      ['{"a": 1', { line: 1, column: 8 }],
      ['plain text', { line: 1, column: 1 }],
      ['', { line: 1, column: 1 }],
    ] as const) {
      await assert.rejects(save(text), isInvalid({ reason: 'badJson', ...place }));
    }
    assert.equal(await value(), '{"a": 1}');
    await save('[]');
    assert.equal(await value(), '[]');
  });

  it('refuses what is no text, before it asks anything', async () => {
    loaded(await stored('before'), 'before');
    await stored('theirs');
    for (const content of [Uint8Array.of(0xff), bytes('a\u0000b')]) {
      await assert.rejects(save(content), isInvalid({ reason: 'notText' }));
    }
  });

  it('refuses to replace what it cannot edit', async () => {
    for (const current of [
      Uint8Array.of(0xff),
      bytes('k8s:enc:aescbc:v1:a:x'),
      bytes('{"apiVersion":"v1","kind":"A"}'),
    ]) {
      loaded(await stored(current), 'rendered');
      await assert.rejects(save('after'), isInvalid({ reason: 'notEditable' }));
      assert.deepEqual((await store.get(key))?.value, current);
    }
  });

  it('is refused by a store that is read-only', async () => {
    loaded(await stored('before'), 'before');
    const readOnly = await openEtcd({ endpoints: etcd.endpoints, readOnly: true });
    try {
      await assert.rejects(save('after', {}, readOnly), error => hasCode(error, 'store.readOnly'));
    } finally {
      readOnly.close();
    }
  });
});
