import assert from 'node:assert/strict';
import { type Memory, VerdictMemory } from '../../../../src/features/encryptionAudit/verdictMemory';

const verdict = {
  level: 'bad',
  sentence: '9 of 25 Secrets lie in etcd as plaintext.',
  summary: '9 in plaintext',
  at: 1,
};
const connection = (id: string, endpoint = 'http://127.0.0.1:1') => ({ id, name: id, endpoints: [endpoint] });

class MapMemory implements Memory {
  private readonly values = new Map<string, unknown>();

  get<T>(key: string): T | undefined {
    return this.values.get(key) as T | undefined;
  }

  async update(key: string, value: unknown): Promise<void> {
    // As VS Code does, which keeps JSON.
    this.values.set(key, JSON.parse(JSON.stringify(value)));
  }
}

describe('the memory of verdicts', () => {
  it('keeps the last one of each connection, and nothing beside what is shown', async () => {
    const memory = new MapMemory();
    const verdicts = new VerdictMemory(memory);
    const found = { ...verdict, level: 'bad', detail: 'more' } as const;
    await verdicts.keep(connection('a'), found);
    await verdicts.keep(connection('b'), { ...found, at: 2 });
    await verdicts.keep(connection('a'), { ...found, at: 3 });
    assert.deepEqual(new VerdictMemory(memory).get(connection('a')), { ...verdict, at: 3 });
    assert.deepEqual(new VerdictMemory(memory).get(connection('b')), { ...verdict, at: 2 });
  });

  it('knows nothing of a connection that leads elsewhere now', async () => {
    const verdicts = new VerdictMemory(new MapMemory());
    await verdicts.keep(connection('a'), { ...verdict, level: 'bad' });
    assert.equal(verdicts.get(connection('a', 'http://127.0.0.1:2')), undefined);
  });

  it('is bounded, and passes over what it cannot read', async () => {
    const memory = new MapMemory();
    const verdicts = new VerdictMemory(memory);
    for (let index = 0; index <= 100; index++) {
      await verdicts.keep(connection(`c${index}`), { ...verdict, level: 'bad', at: index });
    }
    assert.equal(verdicts.get(connection('c0')), undefined);
    assert.equal(verdicts.get(connection('c1'))?.at, 1);
    for (const odd of ['text', { a: 1 }, [1, ['a http://127.0.0.1:1', { level: 'great' }]]]) {
      await memory.update('encryptionVerdicts', odd);
      assert.equal(verdicts.get(connection('a')), undefined);
    }
  });
});
