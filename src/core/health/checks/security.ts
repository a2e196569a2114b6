/** Who can come in, who can listen, and until when. */
import { known } from '../fact';
import type { ClockOffset, MemberFacts } from '../healthFacts';
import { type Check, findingOf, grade, reported, worstOfMembers } from './checkTools';

const day = 24 * 60 * 60 * 1000;

/** Days until the server's certificate expires; members on plain HTTP have none. */
export const certificateExpiry: Check<'certificateExpiry'> = ({ members, takenAt }, thresholds) =>
  worstOfMembers('certificateExpiry', 'security', thresholds.certificateExpiry, members, ({ certificate, status }) => {
    // One that has expired already is why nothing else could be asked.
    const expired = status.problem?.code === 'tls.expired' ? status.problem : certificate?.problem;
    const validTo = certificate?.value?.validTo ?? Date.parse(String(expired?.facts.validTo ?? ''));
    if (Number.isFinite(validTo)) {
      return known({ value: (validTo - takenAt) / day });
    }
    return certificate?.problem && { problem: certificate.problem };
  });

/** Days until the certificate expires by which we are let in; judged as those of the servers are. */
export const clientCertificate: Check<'clientCertificate'> = ({ clientCertificate: own, takenAt }, thresholds) => {
  if (!own) {
    return undefined;
  }
  const threshold = thresholds.certificateExpiry;
  const days = (own.validTo - takenAt) / day;
  return { id: 'clientCertificate', theme: 'security', status: grade(days, threshold), measured: { days }, threshold };
};

/** The two members whose clocks are furthest apart. Each is known between two bounds; what counts is what is certain. */
export const clockSkew: Check<'clockSkew'> = ({ members }, thresholds) => {
  const threshold = thresholds.clockSkew;
  const clocks = members.flatMap(({ clock }) => clock.value ?? []);
  if (members.length < 2) {
    return undefined;
  }
  if (clocks.length < 2) {
    const problem = members.find(({ clock }) => clock.problem)?.clock.problem;
    return {
      id: 'clockSkew',
      theme: 'consensus',
      status: 'unknown',
      threshold,
      ...(problem && { problem: reported(problem) }),
    };
  }
  const { least, most } = skewOf(clocks);
  return {
    id: 'clockSkew',
    theme: 'consensus',
    status: grade(least, threshold),
    measured: { least, most },
    threshold,
    members: members.map(member => {
      const { value, problem } = member.clock;
      return value
        ? findingOf(member, { status: 'ok', value: (value.lowest + value.highest) / 2 })
        : findingOf(member, { status: 'unknown', problem });
    }),
  };
};

function skewOf(clocks: readonly ClockOffset[]): { readonly least: number; readonly most: number } {
  const lowest = clocks.map(clock => clock.lowest);
  const highest = clocks.map(clock => clock.highest);
  return {
    least: Math.max(0, Math.max(...lowest) - Math.min(...highest)),
    most: Math.max(...highest) - Math.min(...lowest),
  };
}

/** Authentication off is no trouble where only a client with a certificate is spoken to. */
export const authentication: Check<'authentication'> = facts => {
  const { value, problem } = facts.authentication;
  if (!value) {
    return { id: 'authentication', theme: 'security', status: 'unknown', problem: reported(problem) };
  }
  const reached = facts.members.filter(({ endpoint }) => endpoint !== undefined);
  const doors = reached.map(member => isOpen(member));
  const acceptsNoCertificate = doors.includes(true);
  const measured = { isEnabled: value.isEnabled, acceptsNoCertificate };
  const base = { id: 'authentication', theme: 'security', measured } as const;
  if (value.isEnabled) {
    return { ...base, status: 'ok' };
  }
  if (acceptsNoCertificate) {
    return { ...base, status: reached.every(isLocal) ? 'warning' : 'critical' };
  }
  const unanswered = reached.find(({ acceptsNoCertificate: fact }) => fact?.problem)?.acceptsNoCertificate?.problem;
  return doors.includes(undefined)
    ? { ...base, status: 'unknown', ...(unanswered && { problem: reported(unanswered) }) }
    : { ...base, status: 'ok' };
};

/** Whether a client without a certificate comes in; plain HTTP asks for none. Undefined where nobody could tell. */
function isOpen({ endpoint, acceptsNoCertificate }: MemberFacts): boolean | undefined {
  return endpoint?.startsWith('http:') ? true : acceptsNoCertificate?.value;
}

function isLocal({ endpoint }: MemberFacts): boolean {
  return endpoint !== undefined && isLoopbackUrl(endpoint);
}

/** Keys, values, and tokens in the clear on a network. */
export const plainHttp: Check<'plainHttp'> = ({ members, configuredEndpoints, hasCredentials }) => {
  const used = [...configuredEndpoints, ...members.flatMap(({ clientUrls }) => clientUrls)];
  const endpoints = [...new Set(used.filter(isPlain))].sort().slice(0, mostEndpoints);
  const isExposed = configuredEndpoints.some(isPlain);
  return {
    id: 'plainHttp',
    theme: 'security',
    status: endpoints.length === 0 ? 'ok' : hasCredentials && isExposed ? 'critical' : 'warning',
    measured: { endpoints },
  };
};

const mostEndpoints = 20;

function isPlain(url: string): boolean {
  return /^http:/i.test(url) && !isLoopbackUrl(url);
}

function isLoopbackUrl(url: string): boolean {
  return /^https?:\/\/(localhost|[^/?#]*\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?\/?$/i.test(url);
}
