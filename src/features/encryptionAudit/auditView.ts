import type { AuditReport, ProviderCount, ResourceAudit } from '../../core/encryption';
import type { Localization } from '../../host/errorSentenceTable';
import { shortened } from '../../host/messageText';
import {
  type AtRestState,
  type AuditView,
  atRestStates,
  type GroupView,
  mostFindings,
  mostNamespaces,
  mostResources,
  type ResourceView,
  type Segment,
} from '../../protocol/encryptionAudit';
import { atRestText, type IsExpected, plaintext } from './atRestState';
import { findingView } from './findingTexts';
import { verdictText } from './verdictText';

/** What a report is drawn with. */
export interface AuditContext {
  readonly isExpected: IsExpected;
  readonly hasConfiguration: boolean;
  readonly l10n: Localization;
}

type Drawn = Pick<AuditView, 'verdict' | 'resources' | 'findings' | 'namespaces' | 'types'>;

/** A report as the panel shows it: the same figures, with words. */
export function viewOfReport(report: AuditReport, context: AuditContext): Drawn {
  return {
    verdict: verdictText(report, context),
    resources: report.resources.slice(0, mostResources).map(resource => viewOfResource(resource, context)),
    findings: report.findings.slice(0, mostFindings).map(finding => findingView(finding, context)),
    namespaces: namespacesOf(report, context),
    types: typesOf(report, context),
  };
}

function viewOfResource(audit: ResourceAudit, context: AuditContext): ResourceView {
  return {
    name: shortened(audit.resource),
    total: audit.total,
    segments: audit.byProvider.flatMap(count => segmentsOf(audit.resource, count, context)).slice(0, 200),
  };
}

/** One provider and key, apart by what the configuration says of it. */
function segmentsOf(resource: string, count: ProviderCount, { isExpected, l10n }: AuditContext): readonly Segment[] {
  const { provider, merelyStale = 0, unreadable = 0 } = count;
  const isPlaintext = provider === plaintext;
  const label = isPlaintext
    ? isExpected(resource)
      ? l10n.t('plaintext')
      : l10n.t('not encrypted')
    : shortened(atRestText(count)) || l10n.t('unreadable envelope');
  const rest: AtRestState = isPlaintext ? (isExpected(resource) ? 'plaintext' : 'plain') : 'encrypted';
  const of = (state: AtRestState, some: number, note: string): Segment => ({
    label: note === '' ? label : `${label} · ${note}`,
    provider: provider.slice(0, 200),
    state,
    count: some,
  });
  // Each object is shown once, by the worst that is known of it.
  return [
    of(rest, count.count - merelyStale - unreadable, ''),
    of('stale', merelyStale, l10n.t('stale')),
    of('unreadable', unreadable, l10n.t('unreadable')),
  ].filter(segment => segment.count > 0);
}

/** Over all resources, those with something wrong first. */
function namespacesOf({ resources }: AuditReport, { isExpected }: AuditContext): readonly GroupView[] {
  const groups = new Map<string, Record<AtRestState, number>>();
  for (const { resource, namespaces, byProvider } of resources) {
    // A configuration without identity for the resource reads none of its plaintext.
    const isPlainUnreadable = byProvider.some(
      ({ provider, unreadable = 0 }) => provider === plaintext && unreadable > 0,
    );
    for (const { namespace, total, plaintext: plain, merelyStale = 0, unreadable = 0 } of namespaces) {
      const counts = groups.get(namespace) ?? noCounts();
      const readablePlain = isPlainUnreadable ? 0 : plain;
      counts[isExpected(resource) ? 'plaintext' : 'plain'] += readablePlain;
      counts.stale += merelyStale;
      counts.unreadable += unreadable;
      counts.encrypted += total - readablePlain - merelyStale - unreadable;
      groups.set(namespace, counts);
    }
  }
  return [...groups]
    .map(([name, counts]) => groupOf(name, counts))
    .sort((a, b) => wrongIn(b) - wrongIn(a) || b.total - a.total || (a.name < b.name ? -1 : 1))
    .slice(0, mostNamespaces);
}

function typesOf({ resources }: AuditReport, _context: AuditContext): readonly GroupView[] {
  return resources
    .flatMap(({ secretTypes = [] }) => secretTypes)
    .map(({ type, total, plaintext: plain }) =>
      groupOf(type, { ...noCounts(), plaintext: plain, encrypted: Math.max(0, total - plain) }),
    )
    .slice(0, 200);
}

function noCounts(): Record<AtRestState, number> {
  return { encrypted: 0, stale: 0, unreadable: 0, plaintext: 0, plain: 0 };
}

function groupOf(name: string, counts: Record<AtRestState, number>): GroupView {
  return { name: shortened(name), counts, total: atRestStates.reduce((sum, state) => sum + counts[state], 0) };
}

function wrongIn({ counts }: GroupView): number {
  return counts.plaintext + counts.unreadable + counts.stale;
}
