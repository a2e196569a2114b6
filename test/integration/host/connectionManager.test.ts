import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesFromText } from '../../../src/core/base/bytes';
import { type ErrorCode, hasCode, isEtcdscopeError } from '../../../src/core/base/errors';
import { prefixRange } from '../../../src/core/base/keyValue';
import { openEtcd } from '../../../src/core/etcd';
import type { ConnectionConfiguration } from '../../../src/host/connections/connection';
import { ConnectionManager } from '../../../src/host/connections/connectionManager';
import type { SecretKind } from '../../../src/host/connections/connectionSecrets';
import { createOpenConnection, type SecretRequest } from '../../../src/host/connections/openConnection';
import { freePorts, type RunningEtcd, startEtcd } from '../../support/etcd';

const key = bytesFromText('/a');

/** A manager on the real client, with a user who answers prompts from a list. */
function createManager(answers: readonly (string | undefined)[] = []) {
  const secrets = new Map<string, string>();
  const asked: SecretRequest[] = [];
  const proved: [SecretKind, string][] = [];
  const states: string[] = [];
  const logged: string[] = [];
  let opened = 0;
  const open = createOpenConnection({
    openEtcd: options => {
      opened++;
      return openEtcd(options);
    },
    secrets: {
      get: async (id, kind) => secrets.get(`${id}.${kind}`),
      remember: (id, kind, secret) => secrets.set(`${id}.${kind}`, secret),
    },
    askSecret: async (_, request) => answers[asked.push(request) - 1],
    onSecretProved: (_, kind, secret) => proved.push([kind, secret]),
    callTimeoutSeconds: () => 5,
  });
  const manager = new ConnectionManager(open, {
    info: message => logged.push(message),
    error: (what, error) => logged.push(`${what}: ${isEtcdscopeError(error) ? error.message : error}`),
  });
  manager.onDidChangeState(({ configuration, state }) => states.push(`${configuration.id} ${state.kind}`));
  return { manager, secrets, asked, proved, states, logged, opened: () => opened };
}

function rejectsWith(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  return assert.rejects(promise, error => {
    assert.ok(hasCode(error, code), `expected ${code}, got ${error}`);
    assert.equal(code === 'cancelled' || error.facts.connectionId !== undefined, true);
    return true;
  });
}

describe('connections to a real etcd', () => {
  let etcd: RunningEtcd;
  let local: ConnectionConfiguration;

  before(async function () {
    this.timeout(60_000);
    etcd = await startEtcd();
    local = { id: 'local', name: 'Local', endpoints: etcd.endpoints };
    await etcd.etcdctl(['put', '/a', '1']);
  });
  after(() => etcd?.stop());

  it('connects once for all who ask at the same time', async () => {
    const { manager, states, opened } = createManager();
    manager.setConfigurations([local]);
    const [first, second] = await Promise.all([
      manager.reader('local'),
      manager.reader('local'),
      manager.connect('local'),
    ]);
    assert.equal(first, second);
    assert.equal(opened(), 1);
    assert.deepEqual(states, ['local connecting', 'local connected']);
    assert.equal((await first.range({ key })).count, 1);
    const state = manager.find('local')?.state;
    assert.match(state?.kind === 'connected' ? state.version : '', /^3\.\d+\.\d+/);
    manager.dispose();
  });

  it('ends what is running when disconnected, and connects again', async () => {
    const { manager, states } = createManager();
    manager.setConfigurations([local]);
    const reader = await manager.reader('local');
    const running = assert.rejects(reader.range(prefixRange(key)), error => hasCode(error, 'connection.closed'));
    await manager.disconnect('local');
    await running;
    await rejectsAny(reader.range({ key }));
    assert.equal((await (await manager.reader('local')).range({ key })).count, 1);
    assert.deepEqual(states.slice(1, 3), ['local connected', 'local disconnected']);
    manager.dispose();
  });

  it('gives up an attempt that is disconnected meanwhile', async () => {
    const { manager, states } = createManager();
    manager.setConfigurations([local]);
    const attempt = rejectsWith(manager.connect('local'), 'cancelled');
    await manager.disconnect('local');
    await attempt;
    assert.deepEqual(states, ['local connecting', 'local disconnected']);
    manager.dispose();
  });

  it('does not wait for a server that never answers once disconnected', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { manager } = createManager();
    manager.setConfigurations([{ ...local, endpoints: [`http://127.0.0.1:${port}`] }]);
    const attempt = rejectsWith(manager.connect('local'), 'cancelled');
    await new Promise<void>(resolve => silent.once('connection', () => resolve()));
    await manager.disconnect('local');
    await attempt;
    manager.dispose();
    silent.close();
  });

  it('tells what failed and tries again when asked', async () => {
    const [port] = await freePorts(1);
    const { manager, states, logged } = createManager();
    manager.setConfigurations([{ ...local, endpoints: [`http://127.0.0.1:${port}`] }]);
    await rejectsWith(manager.connect('local'), 'connection.refused');
    const state = manager.find('local')?.state;
    assert.ok(state?.kind === 'failed' && state.error.facts.connectionId === 'local');
    await rejectsWith(manager.reader('local'), 'connection.refused');
    assert.deepEqual(states, ['local connecting', 'local failed', 'local connecting', 'local failed']);
    assert.match(logged.join('\n'), /connection\.refused/);
    manager.dispose();
  });

  it('refuses to write where the connection is marked read-only, at both doors', async () => {
    const { manager } = createManager();
    manager.setConfigurations([{ ...local, readOnly: true }]);
    await rejectsWith(manager.writer('local'), 'store.readOnly');
    await manager.connect('local');
    const state = manager.find('local')?.state;
    assert.ok(state?.kind === 'connected');
    await assert.rejects(
      async () => state.store?.put(key, bytesFromText('2')),
      error => hasCode(error, 'store.readOnly'),
    );
    assert.equal((await etcd.etcdctl(['get', '/a', '--print-value-only'])).trim(), '1');
    manager.dispose();
  });

  it('writes where it may', async () => {
    const { manager } = createManager();
    manager.setConfigurations([local]);
    await (await manager.writer('local')).put(bytesFromText('/written'), bytesFromText('yes'));
    assert.equal((await etcd.etcdctl(['get', '/written', '--print-value-only'])).trim(), 'yes');
    manager.dispose();
  });

  it('knows no connection that is not configured', async () => {
    const { manager } = createManager();
    await rejectsWith(manager.reader('gone'), 'configuration.invalid');
    await rejectsWith(manager.writer('gone'), 'configuration.invalid');
    await manager.disconnect('gone');
  });

  it('reconnects what changed and leaves the rest alone', async () => {
    const { manager, states } = createManager();
    const other = { ...local, id: 'other', name: 'Other' };
    const idle = { ...local, id: 'idle', name: 'Idle' };
    let lists = 0;
    manager.onDidChangeList(() => lists++);
    manager.setConfigurations([local, other, idle]);
    const [reader, otherReader] = [await manager.reader('local'), await manager.reader('other')];
    states.length = 0;

    manager.setConfigurations([local, other, idle]);
    assert.equal(lists, 1, 'the same list is no change');
    manager.setConfigurations([{ ...local, name: 'Renamed', color: 'red' }, other, idle]);
    assert.equal(lists, 2);
    assert.equal(await manager.reader('local'), reader, 'a new name keeps the connection');
    assert.deepEqual(states, []);

    manager.setConfigurations([local, { ...other, readOnly: true }, { ...idle, readOnly: true }]);
    assert.notEqual(await manager.reader('other'), otherReader);
    assert.equal(await manager.reader('local'), reader);
    assert.deepEqual(states, ['other disconnected', 'other connecting', 'other connected']);

    manager.setConfigurations([other, local]);
    assert.deepEqual(
      manager.all.map(({ configuration }) => configuration.id),
      ['other', 'local'],
    );
    assert.equal(manager.find('idle'), undefined);
    manager.setConfigurations([]);
    await rejectsAny(reader.range({ key }));
    manager.dispose();
  });

  it('reads certificates from their files, and says which one it cannot use', async function () {
    this.timeout(60_000);
    const secure = await startEtcd({ tls: 'mutual' });
    const folder = await mkdtemp(join(tmpdir(), 'etcdscope-connections-'));
    try {
      const { certificates } = secure;
      assert.ok(certificates);
      const files = {
        caFile: join(folder, 'ca.crt'),
        certificateFile: join(folder, 'client.crt'),
        keyFile: join(folder, 'client.key'),
      };
      await writeFile(files.caFile, certificates.ca);
      await writeFile(files.certificateFile, certificates.client.certificate);
      await writeFile(files.keyFile, certificates.client.key);
      const { manager } = createManager();
      const attempt = (tls: ConnectionConfiguration['tls']) => {
        manager.setConfigurations([{ ...local, endpoints: secure.endpoints, ...(tls && { tls }) }]);
        return manager.connect('local');
      };
      await rejectsWith(attempt(undefined), 'tls.unknownAuthority');
      await rejectsWith(attempt({ caFile: files.caFile }), 'tls.clientCertificateRequired');
      await attempt(files);

      const missing = join(folder, 'missing.crt');
      await assert.rejects(attempt({ ...files, caFile: missing }), error => {
        assert.ok(hasCode(error, 'file.unreadable'));
        assert.deepEqual([error.facts.path, error.facts.reason], [missing, 'ENOENT']);
        return true;
      });
      await assert.rejects(attempt({ ...files, caFile: folder }), error => hasCode(error, 'file.unreadable'));
      await assert.rejects(attempt({ ...files, certificateFile: files.keyFile }), error => {
        assert.ok(hasCode(error, 'tls.badCertificateFile'), String(error));
        assert.equal(error.facts.path, files.keyFile);
        return true;
      });
      manager.dispose();

      const { passphrase } = certificates;
      await writeFile(files.keyFile, certificates.encryptedClientKey);
      const locked = createManager(['wrong', passphrase]);
      locked.manager.setConfigurations([{ ...local, endpoints: secure.endpoints, tls: files }]);
      await locked.manager.connect('local');
      assert.deepEqual(locked.asked, [
        { kind: 'passphrase', wasRefused: false },
        { kind: 'passphrase', wasRefused: true },
      ]);
      assert.deepEqual(locked.proved, [['passphrase', passphrase]]);
      locked.manager.dispose();
    } finally {
      await rm(folder, { recursive: true });
      await secure.stop();
    }
  });

  describe('with authentication', () => {
    let guarded: RunningEtcd;
    let configuration: ConnectionConfiguration;
    before(async function () {
      this.timeout(60_000);
      guarded = await startEtcd({ auth: { rootPassword: 'correct' } });
      configuration = { id: 'guarded', name: 'Guarded', endpoints: guarded.endpoints, username: 'root' };
    });
    after(() => guarded?.stop());

    it('asks for the password when there is none, and remembers what proved right', async () => {
      const { manager, asked, proved, secrets } = createManager(['correct']);
      manager.setConfigurations([configuration]);
      await manager.connect('guarded');
      assert.deepEqual(asked, [{ kind: 'password', wasRefused: false }]);
      assert.deepEqual(proved, [['password', 'correct']]);
      assert.equal(secrets.get('guarded.password'), 'correct');
      await manager.disconnect('guarded');
      await manager.connect('guarded');
      assert.equal(asked.length, 1);
      manager.dispose();
    });

    it('asks again when the stored one is wrong', async () => {
      const { manager, asked, secrets } = createManager(['wrong, too', 'correct']);
      secrets.set('guarded.password', 'wrong');
      manager.setConfigurations([configuration]);
      await manager.connect('guarded');
      assert.deepEqual(
        asked.map(({ wasRefused }) => wasRefused),
        [true, true],
      );
      assert.equal(secrets.get('guarded.password'), 'correct');
      manager.dispose();
    });

    it('fails with the refusal after a few wrong ones, and keeps none of them', async () => {
      const { manager, asked, secrets } = createManager(['1', '2', '3', '4', '5', '6', '7']);
      manager.setConfigurations([configuration]);
      await rejectsWith(manager.connect('guarded'), 'auth.failed');
      assert.equal(asked.length, 4);
      assert.equal(secrets.size, 0);
      assert.equal(manager.find('guarded')?.state.kind, 'failed');
      manager.dispose();
    });

    it('is disconnected, not failed, when the user declines to enter one', async () => {
      const { manager, states } = createManager([undefined]);
      manager.setConfigurations([configuration]);
      await rejectsWith(manager.connect('guarded'), 'cancelled');
      assert.deepEqual(states, ['guarded connecting', 'guarded disconnected']);
      manager.dispose();
    });

    it('keeps every password out of errors, states and the log', async () => {
      const { manager, logged } = createManager(['hunter2', 'hunter3', undefined]);
      manager.setConfigurations([configuration]);
      await rejectsWith(manager.connect('guarded'), 'auth.failed');
      const { state } = manager.find('guarded') ?? {};
      assert.ok(state?.kind === 'failed');
      assert.doesNotMatch(`${logged.join('\n')}${state.error.message}${JSON.stringify(state.error.facts)}`, /hunter/);
      manager.dispose();
    });
  });
});

function rejectsAny(promise: Promise<unknown>): Promise<void> {
  return assert.rejects(promise, isEtcdscopeError);
}
