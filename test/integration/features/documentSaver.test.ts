import assert from 'node:assert/strict';
import { bytesFromText, concatBytes } from '../../../src/core/base/bytes';
import { EtcdscopeError, hasCode } from '../../../src/core/base/errors';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import * as kubernetes from '../../../src/core/kubernetes';
import { decodeValue, isEditError, type JsonObject, renderYaml } from '../../../src/core/kubernetes';
import type { ObjectForm } from '../../../src/features/documents/documentFormat';
import { DocumentSaver, type SaveConflict, type SaveRequest } from '../../../src/features/documents/documentSaver';
import { EditBases } from '../../../src/features/documents/editBases';
import { digestOfContent, digestOfText } from '../../../src/features/documents/edition';
import type { KeyTarget } from '../../../src/host/keyTarget';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { storedKeys } from '../../support/kubernetesA';

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
  let confirm: (target: KeyTarget) => void;

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
    confirm = () => undefined;
  });

  const save = (content: string | Uint8Array, request: Partial<SaveRequest> = {}, from: EtcdStore = store) => {
    const saver = new DocumentSaver({
      askToReplace: async conflict => {
        conflicts.push(conflict);
        return answer(conflict);
      },
      loadCodec: async () => kubernetes,
      // Nothing here is encrypted: see savingEncrypted.test.ts.
      atRest: { open: async (_, value) => ({ plaintext: value }), seal: async (_, value) => ({ value }) },
      confirmPlaintext: () => assert.fail('nothing was to be asked'),
      confirmWrite: async target => confirm(target),
    });
    const whole: SaveRequest = {
      target: { connectionId: 'test', key },
      content: typeof content === 'string' ? bytes(content) : content,
      origin: bases.takeOrigin(uri),
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
    const direct = { origin: undefined };
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
      Uint8Array.of(0xd9, 0xd9, 0xf7, 0xa0),
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

  describe('an object of Kubernetes', () => {
    const deployment = '/registry/deployments/shop/web';
    const widget = '/registry/lab.example.com/widgets/shop/first';
    const hidden: ObjectForm = { language: 'yaml', hideManagedFields: true };

    const storedValue = (name: string) => {
      const found = storedKeys().find(entry => Buffer.from(entry.key).toString() === name);
      assert.ok(found, name);
      return found.value;
    };
    const targetOf = (name: string) => ({ connectionId: 'test', key: bytes(name) });
    const objectOf = async (name: string) => {
      const found = await store.get(bytes(name));
      assert.ok(found);
      return decodeValue(found.key, found.value).object as JsonObject;
    };
    const metadataOf = async (name: string) => (await objectOf(name)).metadata as JsonObject;
    /** Stores a value and loads its document; gives the document's text. */
    const open = async (name: string, of: Uint8Array = storedValue(name), form: ObjectForm = hidden) => {
      const { revision } = await store.put(bytes(name), of);
      const text = renderYaml(decodeValue(bytes(name), of), form);
      const facts = { format: 'kubernetes-protobuf', isEditable: true, form, size: of.length } as const;
      bases.wasSaved(uri, { revision, size: text.length, digest: digestOfContent(bytes(text)), facts });
      return text;
    };
    const saveObject = (name: string, text: string, request: Partial<SaveRequest> = {}) =>
      save(text, { target: targetOf(name), ...request });

    it('changes what was edited and nothing else', async () => {
      const text = await open(deployment);
      const before = await objectOf(deployment);
      assert.match(text, /^ {2}replicas: 3$/m);
      assert.equal((await saveObject(deployment, text.replace(/^ {2}replicas: 3$/m, '  replicas: 5'))).kind, 'written');
      assert.deepEqual(await objectOf(deployment), {
        ...before,
        spec: { ...(before.spec as JsonObject), replicas: 5 },
      });
    });

    it('writes nothing where the text says the same, however it is written', async () => {
      const text = await open(deployment);
      const value = storedValue(deployment);
      for (const same of [text, `# a remark\n${text}`, text.replaceAll('\n', '\r\n')]) {
        assert.equal((await saveObject(deployment, same)).kind, 'same');
        assert.deepEqual((await store.get(bytes(deployment)))?.value, value);
      }
    });

    it('keeps the JSON of a custom resource', async () => {
      const text = await open(widget);
      const edited = text.replace(/^ {2}size: 14$/m, '  size: 15');
      await saveObject(widget, edited);
      const found = await store.get(bytes(widget));
      assert.match(Buffer.from(found?.value ?? []).toString(), /^\{"apiVersion"/);
      assert.equal(((await objectOf(widget)).spec as JsonObject).size, 15);
    });

    it('removes managedFields only where they were shown', async () => {
      const hiddenText = await open(deployment);
      assert.doesNotMatch(hiddenText, /managedFields/);
      await saveObject(deployment, hiddenText.replace(/replicas: 3$/m, 'replicas: 6'));
      assert.ok((await metadataOf(deployment)).managedFields);
      const shownText = await open(deployment, undefined, { language: 'yaml', hideManagedFields: false });
      await saveObject(deployment, shownText.replace(/^ {2}managedFields:\n(?: {2}- .*\n| {4}.*\n)*/m, ''));
      assert.equal((await metadataOf(deployment)).managedFields, undefined);
    });

    it('overwrites with the text, and keeps the hidden and nameless parts of what is there now', async () => {
      const text = await open(deployment);
      const theirs = decodeValue(bytes(deployment), storedValue(deployment));
      const theirText = renderYaml(theirs).replace('manager: kube-controller-manager', 'manager: somebody-else');
      const withTheirField = withUnknownField(
        kubernetes.encodeEdit(theirs, theirText.replace(/replicas: 3$/m, 'replicas: 9'), 'yaml'),
      );
      await store.put(bytes(deployment), withTheirField);
      answer = () => true;
      await saveObject(deployment, text.replace(/paused: .*\n/, '').replace(/^ {2}replicas: 3$/m, '  replicas: 4'));
      assert.equal(conflicts.length, 1);
      const now = await store.get(bytes(deployment));
      const decoded = decodeValue(bytes(deployment), now?.value ?? new Uint8Array());
      assert.equal(((decoded.object as JsonObject).spec as JsonObject).replicas, 4);
      assert.match(JSON.stringify((decoded.object as JsonObject).metadata), /somebody-else/);
      assert.equal(decoded.unknownFields?.length, 1);
    });

    it('refuses a bad text with every problem and its place, before it asks anything', async () => {
      const text = await open(deployment);
      await store.put(bytes(deployment), withUnknownField(storedValue(deployment)));
      confirm = () => assert.fail('nothing was to be confirmed');
      const bad = text.replace(/^ {2}replicas: 3$/m, '  replica: 3\n  minReadySeconds: soon');
      await assert.rejects(saveObject(deployment, bad), error => {
        assert.ok(isEditError(error), String(error));
        assert.deepEqual(
          error.problems.map(({ code, suggestion }) => [code, suggestion]),
          [
            ['unknownField', 'replicas'],
            ['wrongType', undefined],
          ],
        );
        assert.equal(bad.split('\n')[error.line - 1], '  replica: 3');
        return true;
      });
    });

    it('is created from YAML or JSON, where an API server looks for it', async () => {
      const key = '/registry/configmaps/shop/made';
      const made = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n  namespace: shop\ndata:\n  a: b\n';
      for (const text of [
        made,
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"made","namespace":"shop"}}',
      ]) {
        await store.delete(bytes(key));
        bases.wasSaved(uri, { revision: 0n, size: 0, digest: digestOfText('') });
        assert.equal((await saveObject(key, text)).kind, 'written');
        const found = await store.get(bytes(key));
        assert.equal(decodeValue(bytes(key), found?.value ?? new Uint8Array()).format, 'kubernetes-protobuf');
        assert.equal((await metadataOf(key)).name, 'made');
      }
      bases.wasSaved(uri, { revision: 0n, size: 0, digest: digestOfText('') });
      for (const text of [
        '',
        'just text',
        made.replace('name: made', 'name: other'),
        made.replace('kind: ConfigMap\n', ''),
      ]) {
        await store.delete(bytes(key));
        await assert.rejects(saveObject(key, text), isEditError);
        assert.equal(await store.get(bytes(key)), undefined);
      }
    });

    it('stays text elsewhere', async () => {
      const text = 'apiVersion: v1\nkind: ConfigMap # mine\n';
      bases.wasSaved(uri, { revision: 0n, size: 0, digest: digestOfText('') });
      await save(text);
      assert.equal(await value(), text);
      await save(`${text}data: {}\n`, { origin: undefined });
      assert.equal(await value(), `${text}data: {}\n`);
    });

    it('is written only when the user confirms', async () => {
      const text = await open(deployment);
      confirm = () => {
        throw new EtcdscopeError('cancelled');
      };
      await assert.rejects(saveObject(deployment, text.replace(/replicas: 3$/m, 'replicas: 6')), error =>
        hasCode(error, 'cancelled'),
      );
      assert.deepEqual((await store.get(bytes(deployment)))?.value, storedValue(deployment));
    });
  });
});

/** The same object with a field 1000 at the end of its message, as a newer Kubernetes might have written it. */
function withUnknownField(value: Uint8Array): Uint8Array {
  const { envelope } = decodeValue(bytes('/'), value);
  assert.ok(envelope);
  const message = value.subarray(envelope.start, envelope.end);
  const field = Uint8Array.of(0xc0, 0x3e, 1);
  // In front of the envelope's field 2 stand its tag and the length of the message.
  const before = value.subarray(0, envelope.start - varint(message.length).length);
  return concatBytes(before, varint(message.length + field.length), message, field, value.subarray(envelope.end));
}

function varint(number: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      return Uint8Array.from([...bytes, rest]);
    }
    bytes.push((rest % 128) + 128);
  }
}
