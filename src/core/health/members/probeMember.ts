import { EtcdscopeError } from '../../base/errors';
import type { HttpAnswer, MemberAccess } from '../../etcd';
import { type Fact, factOf, known, problemOf } from '../fact';
import type { ClockOffset, MemberFacts, ProbeFacts } from '../healthFacts';
import type { MemberMetrics } from '../metrics/memberMetrics';
import { clockOffset } from './clockOffset';
import { type Deadline, sleep } from './deadline';
import { metricsOf } from './measureMember';

export interface ProbeOptions {
  readonly access: MemberAccess;
  readonly deadline: Deadline;
  readonly signal?: AbortSignal;
}

/** What {@link withProbes} adds to a member's facts. */
export interface Probes extends Pick<MemberFacts, 'health' | 'livez' | 'readyz' | 'acceptsNoCertificate'> {
  /** Answers that tell the member's clock. */
  readonly clocks: readonly HttpAnswer[];
}

/**
 * What a health check asks a member beyond what the dashboard shows.
 * @throws {EtcdscopeError} `cancelled`.
 */
export async function probeMember(endpoint: string, options: ProbeOptions): Promise<Probes> {
  const { access, deadline, signal } = options;
  const get = (path: string) => factOf(access.httpGet(endpoint, path, { timeoutMilliseconds: deadline.left, signal }));
  const [{ livez, readyz, health }, acceptsNoCertificate] = await Promise.all([
    askProbes(get),
    withoutCertificate(endpoint, options),
  ]);
  return {
    livez: probeOf(livez, endpoint, readVerbose),
    readyz: probeOf(readyz, endpoint, readVerbose),
    ...(health && { health: probeOf(health, endpoint, readHealth) }),
    ...(acceptsNoCertificate && { acceptsNoCertificate }),
    clocks: [...new Set([livez, readyz, health])].flatMap(answer => answer?.value ?? []),
  };
}

/** The facts of a member with what its probes told. */
export function withProbes(member: MemberFacts, { clocks, ...probes }: Probes): MemberFacts {
  return { ...member, ...probes, clock: narrowed(member.clock, clocks) };
}

/** Reads /metrics again; undefined where the first reading failed, as the second would too. */
export async function readLaterMetrics(
  { endpoint, metrics }: MemberFacts,
  gap: number,
  { access, deadline, signal }: ProbeOptions,
): Promise<Fact<MemberMetrics> | undefined> {
  if (endpoint === undefined || !metrics.value) {
    return undefined;
  }
  await sleep(gap);
  const later = await factOf(access.httpGet(endpoint, '/metrics', { timeoutMilliseconds: deadline.left, signal }));
  return later.value ? metricsOf(later.value, endpoint) : { problem: later.problem };
}

interface ProbeAnswers {
  readonly livez: Fact<HttpAnswer>;
  readonly readyz: Fact<HttpAnswer>;
  readonly health?: Fact<HttpAnswer>;
}

/**
 * One after the other over the same connection, as a handshake costs more than they do. What /livez looks at is among
 * what /readyz looks at, and both came with the same versions: where the one does not answer, or is not there, neither is
 * the other (server/etcdserver/api/etcdhttp/health.go).
 */
async function askProbes(get: (path: string) => Promise<Fact<HttpAnswer>>): Promise<ProbeAnswers> {
  const livez = await get('/livez?verbose');
  if (livez.value?.status === 404) {
    return { livez, readyz: livez, health: await get('/health') };
  }
  return { livez, readyz: livez.value ? await get('/readyz?verbose') : livez };
}

async function withoutCertificate(
  endpoint: string,
  { access, deadline, signal }: ProbeOptions,
): Promise<Fact<boolean> | undefined> {
  if (!endpoint.startsWith('https:')) {
    return undefined;
  }
  // Without a certificate of our own, this very connection is the proof.
  return access.hasClientCertificate
    ? factOf(access.acceptsNoCertificate(endpoint, { timeoutMilliseconds: deadline.left, signal }))
    : known(true);
}

/** Each answer names a second: together they bound the offset more closely. */
function narrowed(first: Fact<ClockOffset>, answers: readonly HttpAnswer[]): Fact<ClockOffset> {
  const more = clockOffset(answers);
  if (!first.value || !more) {
    return more ? known(more) : first;
  }
  const lowest = Math.max(first.value.lowest, more.lowest);
  const highest = Math.min(first.value.highest, more.highest);
  return known(lowest <= highest ? { lowest, highest } : more);
}

function probeOf(
  { value, problem }: Fact<HttpAnswer>,
  endpoint: string,
  read: (answer: HttpAnswer) => ProbeFacts,
): Fact<ProbeFacts> {
  if (!value) {
    return { problem };
  }
  // 503 is how they say that something is wrong; before 3.4.29 and 3.5.11 there is no such path.
  if (value.status !== 200 && value.status !== 503) {
    return { problem: problemOf(new EtcdscopeError('call.unsupported', { endpoint, status: value.status })) };
  }
  return known(read(value));
}

const mostParts = 50;
const mostBytes = 64 * 1024;

/** Lines such as `[+]serializable_read ok` and `[-]data_corruption failed: …` (server/etcdserver/api/etcdhttp/health.go). */
function readVerbose({ status, body }: HttpAnswer): ProbeFacts {
  const parts = body
    .toString('utf8', 0, mostBytes)
    .split('\n')
    .flatMap(line => {
      const match = /^\[([+-])\]([\w.-]{1,100})/.exec(line);
      return match ? [{ name: match[2] as string, isOk: match[1] === '+' }] : [];
    })
    .slice(0, mostParts);
  return { isOk: status === 200, parts };
}

/** `{"health":"true"}`; etcd 3.3 wrote a boolean. */
function readHealth({ status, body }: HttpAnswer): ProbeFacts {
  return { isOk: status === 200 && /"health"\s*:\s*"?true/.test(body.toString('utf8', 0, mostBytes)), parts: [] };
}
