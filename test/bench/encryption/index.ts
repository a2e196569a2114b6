/**
 * How long an audit of Secrets takes on a real etcd, beside etcdctl reading the same range; and how fast values decrypt,
 * beside Node's ciphers alone.
 *
 *   npm run bench -- encryption [secrets]
 *
 * 100,000 Secrets of 1 to 4 KB unless told otherwise; ETCDSCOPE_ETCD chooses the version.
 */
import { spawn } from 'node:child_process';
import { createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { bytesFromText } from '../../../src/core/base/bytes';
import {
  auditEncryption,
  createEncryptionConfiguration,
  decryptAtRest,
  type EncryptionConfiguration,
  encryptAtRest,
  type LocalProviderKind,
  parseAtRest,
  parseEncryptionConfiguration,
} from '../../../src/core/encryption';
import { openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { seededRandom } from '../../support/seededRandom';

const prefix = '/registry/secrets/';
const repetitions = 3;
const loadersAtOnce = 8;
const perTransaction = 32;
const kinds: readonly LocalProviderKind[] = ['aesgcm', 'aescbc', 'secretbox'];

export async function run(args: readonly string[]): Promise<void> {
  const secrets = Number(args[0] ?? 100_000);
  await benchDecryption();
  const etcd = await startEtcd({ quota: 8 * 1024 ** 3 });
  try {
    const configuration = configurationOf('aesgcm');
    const bytes = await load(etcd, secrets, configuration);
    await benchAudit(etcd, { secrets, bytes, configuration });
  } finally {
    await etcd.stop();
  }
}

interface Loaded {
  readonly secrets: number;
  readonly bytes: number;
  readonly configuration: EncryptionConfiguration;
}

/** Turn by turn, so that what else the machine does falls on all of them alike. */
async function benchAudit(etcd: RunningEtcd, { secrets, bytes, configuration }: Loaded): Promise<void> {
  const store = await openEtcd({ endpoints: etcd.endpoints });
  const ways = {
    etcdctl: () => readByEtcdctl(etcd),
    audit: () => auditEncryption(store),
    auditWithConfiguration: () => auditEncryption(store, { configuration }),
  };
  const times: Record<keyof typeof ways, number[]> = { etcdctl: [], audit: [], auditWithConfiguration: [] };
  let heapGrowth = 0;
  for (let turn = 0; turn < repetitions; turn++) {
    for (const [name, way] of Object.entries(ways) as [keyof typeof ways, () => Promise<unknown>][]) {
      globalThis.gc?.();
      const watch = watchHeap();
      const start = performance.now();
      await way();
      times[name].push(performance.now() - start);
      heapGrowth = Math.max(heapGrowth, watch.stop());
    }
  }
  store.close();
  const rival = median(times.etcdctl);
  for (const [name, all] of Object.entries(times)) {
    const milliseconds = median(all);
    const toEtcdctl = ratio(milliseconds, rival);
    console.log(
      JSON.stringify({
        name,
        etcd: etcd.binaries.version,
        secrets,
        bytes,
        milliseconds: round(milliseconds),
        toEtcdctl,
      }),
    );
  }
  console.log(JSON.stringify({ name: 'memory beyond the start, at most', megabytes: round(heapGrowth / 1024 ** 2) }));
}

async function benchDecryption(): Promise<void> {
  const random = seededRandom(1);
  const values = Array.from({ length: 2000 }, (_, index) => ({
    key: bytesFromText(`${prefix}n/${index}`),
    plaintext: new Uint8Array(Buffer.concat([Buffer.from('k8s\0'), randomBytes(1000 + random.below(3000))])),
  }));
  const bytes = values.reduce((sum, { plaintext }) => sum + plaintext.length, 0);
  for (const kind of kinds) {
    const configuration = configurationOf(kind);
    const encrypted = values.map(({ key, plaintext }) => {
      const { value } = encryptAtRest(key, plaintext, configuration);
      return { key, value, body: value.subarray(parseAtRest(value)?.bodyStart) };
    });
    const [provider] = configuration.entries[0]?.providers ?? [];
    const secret = provider && 'keys' in provider ? (provider.keys[0]?.secret() ?? new Uint8Array()) : new Uint8Array();
    const ours: number[] = [];
    const alone: number[] = [];
    for (let turn = 0; turn < 9; turn++) {
      let start = performance.now();
      for (const { key, value } of encrypted) {
        await decryptAtRest(key, value, configuration);
      }
      ours.push(performance.now() - start);
      start = performance.now();
      for (const { key, body } of encrypted) {
        decryptAlone(kind, secret, body, key);
      }
      alone.push(performance.now() - start);
    }
    const speed = (times: readonly number[]) => round(bytes / 1e6 / (median(times) / 1000));
    const node =
      kind === 'secretbox' ? {} : { nodeMegabytesPerSecond: speed(alone), toNode: ratio(median(alone), median(ours)) };
    console.log(JSON.stringify({ name: `decryptAtRest, ${kind}`, megabytesPerSecond: speed(ours), ...node }));
  }
}

/** What cannot be left out of a decryption: the cipher, its check, and one result. Node has no XSalsa20. */
function decryptAlone(kind: LocalProviderKind, secret: Uint8Array, body: Uint8Array, key: Uint8Array): Uint8Array {
  if (kind === 'aescbc') {
    const cipher = createDecipheriv('aes-256-cbc', secret, body.subarray(0, 16));
    return Buffer.concat([cipher.update(body.subarray(16)), cipher.final()]);
  }
  if (kind === 'aesgcm') {
    const cipher = createDecipheriv('aes-256-gcm', secret, body.subarray(0, 12));
    cipher.setAAD(key);
    cipher.setAuthTag(body.subarray(-16));
    return Buffer.concat([cipher.update(body.subarray(12, -16)), cipher.final()]);
  }
  return body;
}

function configurationOf(provider: LocalProviderKind): EncryptionConfiguration {
  return parseEncryptionConfiguration(createEncryptionConfiguration({ provider }).text);
}

/** Through etcd's JSON gateway, several Secrets a transaction. Every tenth lies in clear. */
async function load(etcd: RunningEtcd, secrets: number, configuration: EncryptionConfiguration): Promise<number> {
  const random = seededRandom(7);
  const filler = randomBytes(4096);
  const [endpoint = ''] = etcd.endpoints;
  let next = 0;
  let bytes = 0;
  const loader = async (): Promise<void> => {
    while (next < secrets) {
      const from = next;
      next = Math.min(secrets, from + perTransaction);
      const success = Array.from({ length: next - from }, (_, offset) => {
        const index = from + offset;
        const key = bytesFromText(`${prefix}namespace-${index % 40}/secret-${index}`);
        const plaintext = Buffer.concat([Buffer.from('k8s\0'), filler.subarray(0, 1000 + random.below(3000))]);
        const value = index % 10 === 0 ? plaintext : encryptAtRest(key, plaintext, configuration).value;
        bytes += value.length;
        const text = (some: Uint8Array) => Buffer.from(some).toString('base64');
        return { requestPut: { key: text(key), value: text(value) } };
      });
      const response = await fetch(`${endpoint}/v3/kv/txn`, { method: 'POST', body: JSON.stringify({ success }) });
      if (!response.ok) {
        throw new Error(`put answered ${response.status}`);
      }
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: loadersAtOnce }, loader));
  return bytes;
}

/** The same range, in one reply, to /dev/null. */
async function readByEtcdctl(etcd: RunningEtcd): Promise<void> {
  const args = [`--endpoints=${etcd.endpoints[0]}`, '--command-timeout=120s', 'get', '--prefix', prefix];
  const child = spawn(etcd.binaries.etcdctl, args, {
    env: { ...process.env, ETCDCTL_API: '3' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error(`etcdctl ended with ${code}`);
  }
}

/** The most that heap and buffers were above where they began, looked at ten times a second. */
function watchHeap(): { stop(): number } {
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const start = used();
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, used() - start);
  }, 100);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function ratio(a: number, b: number): number {
  return Math.round((a / b) * 1000) / 1000;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
