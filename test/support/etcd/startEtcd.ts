/** Starts real etcd servers for tests and trials: fresh, on free ports of 127.0.0.1, gone with their parent. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startTcpProxy, type TcpProxy } from '../tcpProxy';
import { type CertificateAndKey, makeCertificates, type TestCertificates } from './certificates';
import { type EtcdBinaries, type EtcdVersion, etcdVersionUnderTest, findEtcd } from './findEtcd';
import { freePorts } from './freePorts';
import { type EtcdMember, Member } from './member';

const run = promisify(execFile);

export interface EtcdUser {
  readonly name: string;
  readonly password: string;
  /** Prefixes that the user's own role may use. */
  readonly permissions: readonly { readonly prefix: string; readonly type: 'read' | 'write' | 'readwrite' }[];
}

export interface StartEtcdOptions {
  /** The version under test by default. */
  readonly version?: EtcdVersion;
  /** `mutual` also demands a certificate of the client. */
  readonly tls?: 'server' | 'mutual';
  /** Of the members, in their order; `member1` and so on by default. */
  readonly names?: readonly string[];
  /** What the server shows instead of its proper certificate. */
  readonly serverCertificate?: (certificates: TestCertificates) => CertificateAndKey;
  readonly members?: 1 | 3 | 5;
  /** What the members advertise to clients, in place of where they listen. */
  readonly advertise?: (member: { readonly index: number; readonly url: string }) => string;
  /** Each member talks to the others through a proxy in front of them, see {@link RunningEtcd.peerProxies}. */
  readonly hasPeerProxies?: boolean;
  /** Authentication is on, with user `root` of this password and the users named. */
  readonly auth?: { readonly rootPassword: string; readonly users?: readonly EtcdUser[] };
  /** Further arguments for every member. */
  readonly arguments?: readonly string[];
  /** A folder to run on, kept at the end; only for one member. It is initialised when empty. */
  readonly dataDirectory?: string;
  /** Bytes. */
  readonly quota?: number;
  /** Client port of a single member; a free one by default. */
  readonly port?: number;
}

export interface RunningEtcd {
  readonly binaries: EtcdBinaries;
  readonly endpoints: readonly string[];
  readonly members: readonly EtcdMember[];
  readonly certificates?: TestCertificates;
  /** One in front of each member's peer port, in the order of the members; none unless asked for. */
  readonly peerProxies: readonly TcpProxy[];
  /** Adds a member without a vote and starts it; it is among {@link members} then. */
  addLearner(): Promise<EtcdMember>;
  /** Ends all members and removes what they wrote. */
  stop(): Promise<void>;
  /** All members at once, as in {@link EtcdMember}. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Runs etcdctl against this cluster, as root where authentication is on, and gives its standard output. */
  etcdctl(args: readonly string[]): Promise<string>;
}

const timeToChange = 30_000;
const attemptsAtFreePorts = 3;

/**
 * Resolves when every member answers.
 * @throws {Error} with the end of the server's log when one does not.
 */
export async function startEtcd(options: StartEtcdOptions = {}): Promise<RunningEtcd> {
  const binaries = await findEtcd(options.version ?? etcdVersionUnderTest());
  for (let attempt = 1; ; attempt++) {
    try {
      return await startCluster(binaries, options);
    } catch (error) {
      // Somebody else may take a port between our look and the server's.
      const portTaken = error instanceof Error && error.message.includes('address already in use');
      if (!portTaken || options.port !== undefined || attempt === attemptsAtFreePorts) {
        throw error;
      }
    }
  }
}

async function startCluster(binaries: EtcdBinaries, options: StartEtcdOptions): Promise<RunningEtcd> {
  const folder = await mkdtemp(join(tmpdir(), 'etcdscope-etcd-'));
  const certificates = options.tls && makeCertificates();
  const members: Member[] = [];
  const peerProxies: TcpProxy[] = [];
  const stop = async () => {
    await Promise.all(members.map(member => (options.dataDirectory ? member.terminate() : member.kill())));
    await Promise.all(peerProxies.map(proxy => proxy.close()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    if (certificates) {
      await writeCertificates(folder, certificates, options.serverCertificate?.(certificates) ?? certificates.server);
    }
    const layouts = await layOutMembers(folder, options);
    if (options.hasPeerProxies) {
      for (const layout of layouts) {
        const proxy = await startTcpProxy(layout.peerPort);
        peerProxies.push(proxy);
        layout.advertisedPeerPort = proxy.port;
      }
    }
    const launch = { binaries, folder, options };
    members.push(...layouts.map(layout => memberOf(launch, layout, layouts, 'new')));
    await Promise.all(members.map(member => member.start()));
    const etcdctl = controlTool(binaries, folder, options, members);
    if (options.auth) {
      await enableAuthentication(args => etcdctl(args, false), options.auth);
    }
    return {
      binaries,
      endpoints: members.map(member => member.endpoint),
      members,
      ...(certificates && { certificates }),
      peerProxies,
      addLearner: async () => {
        const [layout] = await layOut(folder, 1, members.length, options);
        assert.ok(layout);
        const peer = `http://127.0.0.1:${layout.peerPort}`;
        await onceConnected(() =>
          etcdctl(['member', 'add', layout.name, '--learner', `--peer-urls=${peer}`], options.auth !== undefined),
        );
        layouts.push(layout);
        const member = memberOf(launch, layout, layouts, 'existing');
        members.push(member);
        await member.start(false);
        return member;
      },
      stop,
      kill: async () => {
        await Promise.all(members.map(member => member.kill()));
      },
      restart: async () => {
        await Promise.all(members.map(member => member.start()));
      },
      etcdctl: args => etcdctl(args, options.auth !== undefined),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Layout {
  readonly index: number;
  readonly name: string;
  readonly clientPort: number;
  readonly peerPort: number;
  /** Where the other members find it. */
  advertisedPeerPort: number;
  readonly metricsPort: number;
  readonly dataDirectory: string;
}

function layOutMembers(folder: string, options: StartEtcdOptions): Promise<Layout[]> {
  const count = options.members ?? 1;
  if (count !== 1 && (options.dataDirectory !== undefined || options.port !== undefined)) {
    throw new Error('Only a single member takes a data directory or a port');
  }
  return layOut(folder, count, 0, options);
}

async function layOut(folder: string, count: number, from: number, options: StartEtcdOptions): Promise<Layout[]> {
  const ports = await freePorts(count * 3);
  return Array.from({ length: count }, (_, offset) => {
    const index = from + offset;
    const peerPort = ports[offset * 3 + 1] as number;
    return {
      index,
      name: options.names?.[index] ?? `member${index + 1}`,
      clientPort: options.port ?? (ports[offset * 3] as number),
      peerPort,
      advertisedPeerPort: peerPort,
      metricsPort: ports[offset * 3 + 2] as number,
      dataDirectory: options.dataDirectory ?? join(folder, `member${index + 1}`),
    };
  });
}

interface Launch {
  readonly binaries: EtcdBinaries;
  readonly folder: string;
  readonly options: StartEtcdOptions;
}

/** @param all The members of the cluster by then, this one among them. */
function memberOf(
  { binaries, folder, options }: Launch,
  layout: Layout,
  all: readonly Layout[],
  state: 'new' | 'existing',
): Member {
  const client = `${options.tls ? 'https' : 'http'}://127.0.0.1:${layout.clientPort}`;
  const flags: Record<string, string> = {
    name: layout.name,
    'data-dir': layout.dataDirectory,
    'listen-client-urls': client,
    'advertise-client-urls': options.advertise?.({ index: layout.index, url: client }) ?? client,
    'listen-peer-urls': `http://127.0.0.1:${layout.peerPort}`,
    'initial-advertise-peer-urls': `http://127.0.0.1:${layout.advertisedPeerPort}`,
    'initial-cluster': all.map(each => `${each.name}=http://127.0.0.1:${each.advertisedPeerPort}`).join(','),
    'initial-cluster-state': state,
    // The health check then needs neither certificate nor password.
    'listen-metrics-urls': `http://127.0.0.1:${layout.metricsPort}`,
    ...(options.quota !== undefined && { 'quota-backend-bytes': String(options.quota) }),
    ...(options.tls && { 'cert-file': join(folder, 'server.crt'), 'key-file': join(folder, 'server.key') }),
    ...(options.tls === 'mutual' && { 'client-cert-auth': 'true', 'trusted-ca-file': join(folder, 'ca.crt') }),
    // A server that no power cut concerns may skip the disk; the flag came with 3.5.
    ...(!binaries.version.startsWith('3.4.') && { 'unsafe-no-fsync': 'true' }),
  };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  return new Member(binaries.etcd, [...args, ...(options.arguments ?? [])], client, layout);
}

/** etcd changes no membership before its members have been connected for five seconds. */
async function onceConnected<Result>(change: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + timeToChange; ; await sleep(500)) {
    try {
      return await change();
    } catch (error) {
      const isEarly = error instanceof Error && error.message.includes('unhealthy cluster');
      if (!isEarly || Date.now() > deadline) {
        throw error;
      }
    }
  }
}

async function writeCertificates(
  folder: string,
  certificates: TestCertificates,
  server: CertificateAndKey,
): Promise<void> {
  const files = {
    'ca.crt': certificates.ca,
    'server.crt': server.certificate,
    'server.key': server.key,
    'client.crt': certificates.client.certificate,
    'client.key': certificates.client.key,
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o600 })));
}

type ControlTool = (args: readonly string[], asRoot: boolean) => Promise<string>;

function controlTool(
  binaries: EtcdBinaries,
  folder: string,
  options: StartEtcdOptions,
  members: readonly EtcdMember[],
): ControlTool {
  const connection = [`--endpoints=${members.map(member => member.endpoint).join(',')}`];
  if (options.tls) {
    const files = { cacert: 'ca.crt', cert: 'client.crt', key: 'client.key' };
    connection.push(...Object.entries(files).map(([flag, file]) => `--${flag}=${join(folder, file)}`));
  }
  const asRootFlags = options.auth ? [`--user=root:${options.auth.rootPassword}`] : [];
  return async (args, asRoot) => {
    const { stdout } = await run(binaries.etcdctl, [...connection, ...(asRoot ? asRootFlags : []), ...args], {
      env: { ...process.env, ETCDCTL_API: '3' },
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  };
}

async function enableAuthentication(
  etcdctl: (args: readonly string[]) => Promise<string>,
  auth: NonNullable<StartEtcdOptions['auth']>,
): Promise<void> {
  await etcdctl(['user', 'add', `root:${auth.rootPassword}`]);
  await etcdctl(['user', 'grant-role', 'root', 'root']);
  for (const user of auth.users ?? []) {
    await etcdctl(['user', 'add', `${user.name}:${user.password}`]);
    await etcdctl(['role', 'add', user.name]);
    for (const { prefix, type } of user.permissions) {
      await etcdctl(['role', 'grant-permission', user.name, type, prefix, '--prefix=true']);
    }
    await etcdctl(['user', 'grant-role', user.name, user.name]);
  }
  await etcdctl(['auth', 'enable']);
}

/**
 * Makes a data directory from a saved snapshot, for {@link StartEtcdOptions.dataDirectory} of a server with the same
 * version. The directory's parent is fresh and the caller's to remove.
 *
 * @param database A `.db` file, of `etcdctl snapshot save` or copied from a data directory.
 */
export async function restoreSnapshot(
  database: string,
  { version = etcdVersionUnderTest(), into }: { version?: EtcdVersion; into?: string } = {},
): Promise<string> {
  const binaries = await findEtcd(version);
  const parent = into ?? (await mkdtemp(join(tmpdir(), 'etcdscope-data-')));
  await mkdir(parent, { recursive: true });
  const dataDirectory = join(parent, 'data');
  const args = ['snapshot', 'restore', database, `--data-dir=${dataDirectory}`];
  // The name that startEtcd gives. Its peer port is another one each time, which a single member does not mind.
  args.push('--name=member1', '--initial-cluster=member1=http://127.0.0.1:2380');
  args.push('--initial-advertise-peer-urls=http://127.0.0.1:2380');
  await run(binaries.etcdutl ?? binaries.etcdctl, args, { env: { ...process.env, ETCDCTL_API: '3' } });
  return dataDirectory;
}
