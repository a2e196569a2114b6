import { bytesFromText } from '../../base/bytes';
import { EtcdscopeError, hasCode } from '../../base/errors';
import type { CertificateDetails, HttpAnswer, MemberAccess, MemberStatus } from '../../etcd';
import { type Fact, factOf, known, notAsked, problemOf } from '../fact';
import type { ClockOffset, MemberFacts } from '../healthFacts';
import type { MemberMetrics } from '../metrics/memberMetrics';
import { readMemberMetrics } from '../metrics/readMemberMetrics';
import { clockOffset } from './clockOffset';
import { type Deadline, sleep } from './deadline';

export interface MeasureOptions {
  readonly access: MemberAccess;
  readonly endpoint: string;
  readonly status: Fact<MemberStatus>;
  readonly deadline: Deadline;
  /** Whether a linearizable read is all that is wanted. */
  readonly isBrief: boolean;
  /** Whether the serializable read is left out. */
  readonly isLinearizableEnough: boolean;
  readonly signal?: AbortSignal;
  /** Called once, when the reads are over and other questions may be put. */
  readonly onRead: () => void;
}

type Measures = Pick<MemberFacts, 'linearizableRead' | 'serializableRead' | 'metrics' | 'certificate' | 'clock'>;

/** Time for the reads alone. */
const mostQuietMilliseconds = 250;

/** The key that etcdctl's endpoint health looks for (etcdctl/ctlv3/command/ep_command.go). */
const healthKey = bytesFromText('health');

/**
 * What one member that answers is asked besides its status.
 * @throws {EtcdscopeError} `cancelled`.
 */
export async function measureMember(options: MeasureOptions): Promise<Measures> {
  if (options.isBrief) {
    const problem = notAsked('notWanted');
    const linearizableRead = await linearizable(options);
    options.onRead();
    return { linearizableRead, serializableRead: problem, metrics: problem, clock: problem };
  }
  const reads = timeReads(options);
  reads.catch(() => undefined);
  // What else goes on here would be measured too; but a read that hangs must not keep the rest from being asked.
  await Promise.race([reads, sleep(mostQuietMilliseconds)]);
  options.onRead();
  const http = await readMetrics(options);
  return { ...(await reads), ...http };
}

async function timeReads(options: MeasureOptions): Promise<Pick<MemberFacts, 'linearizableRead' | 'serializableRead'>> {
  const serializableRead = options.isLinearizableEnough ? notAsked('notWanted') : await timeRead(options, true);
  return { serializableRead, linearizableRead: await linearizable(options) };
}

/** What stands for all that an unreachable member was not asked. */
export function unmeasured(isSecure: boolean): Measures {
  const problem = notAsked('memberUnreachable');
  return {
    linearizableRead: problem,
    serializableRead: problem,
    metrics: problem,
    clock: problem,
    ...(isSecure && { certificate: problem }),
  };
}

async function linearizable(options: MeasureOptions): Promise<Fact<number>> {
  // The member would wait for a leader until its own time is over, and everybody with it.
  if (options.status.value?.leader === 0n) {
    return { problem: { code: 'cluster.noLeader', facts: { endpoint: options.endpoint } } };
  }
  return timeRead(options, false);
}

async function timeRead(
  { access, endpoint, deadline, signal }: MeasureOptions,
  isSerializable: boolean,
): Promise<Fact<number>> {
  const started = performance.now();
  try {
    await access.look(endpoint, { key: healthKey, isSerializable }, { timeoutMilliseconds: deadline.left, signal });
  } catch (error) {
    // etcd looks at permissions after it has made sure to be up to date (server/etcdserver/v3_server.go, Range).
    if (!hasCode(error, 'auth.permissionDenied')) {
      return factOf(Promise.reject(error));
    }
  }
  return known(performance.now() - started);
}

type FromHttp = Pick<MemberFacts, 'metrics' | 'certificate' | 'clock'>;

async function readMetrics(options: MeasureOptions): Promise<FromHttp> {
  const { access, endpoint, deadline, signal } = options;
  const isSecure = endpoint.startsWith('https:');
  const answer = await factOf(access.httpGet(endpoint, '/metrics', { timeoutMilliseconds: deadline.left, signal }));
  if (!answer.value) {
    const { problem } = answer;
    const certificate = isSecure ? await byHandshake(options) : undefined;
    return { metrics: { problem }, clock: { problem }, ...(certificate && { certificate }) };
  }
  return {
    metrics: metricsOf(answer.value, endpoint),
    clock: clockOf(answer.value, endpoint),
    ...(isSecure && { certificate: shown(answer.value.certificate, endpoint) }),
  };
}

/** Of an answer to /metrics. */
export function metricsOf(answer: HttpAnswer, endpoint: string): Fact<MemberMetrics> {
  if (answer.status !== 200) {
    const facts = { endpoint, path: '/metrics', status: answer.status };
    return { problem: problemOf(new EtcdscopeError('call.unsupported', facts)) };
  }
  return known(readMemberMetrics(answer.body, answer.answeredAt));
}

function clockOf(answer: HttpAnswer, endpoint: string): Fact<ClockOffset> {
  const offset = clockOffset([answer]);
  return offset ? known(offset) : { problem: { code: 'call.unsupported', facts: { endpoint, reason: 'noDate' } } };
}

async function byHandshake({ access, endpoint, deadline, signal }: MeasureOptions): Promise<Fact<CertificateDetails>> {
  const asked = await factOf(access.certificate(endpoint, { timeoutMilliseconds: deadline.left, signal }));
  return asked.problem ? { problem: asked.problem } : shown(asked.value, endpoint);
}

function shown(certificate: CertificateDetails | undefined, endpoint: string): Fact<CertificateDetails> {
  return certificate
    ? known(certificate)
    : { problem: { code: 'call.unsupported', facts: { endpoint, reason: 'noCertificate' } } };
}
