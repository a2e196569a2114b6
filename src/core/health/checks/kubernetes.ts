/** What Kubernetes keeps in the store; left out where there is none. Sizes are estimates from samples, and say so. */

import type { Fact } from '../fact';
import type { KubernetesFacts, ResourceFacts } from '../healthFacts';
import type { CheckMeasures, CheckOf, CheckStatus, CheckTheme, Limit } from '../healthReport';
import { type Check, grade, reported } from './checkTools';
import { keyTextOf } from './keyTextOf';

type KubernetesId = 'secretsEncryption' | 'eventsShare' | 'largeObjects' | 'largestResource';

export const secretsEncryption: Check<'secretsEncryption'> = ({ kubernetes }) =>
  check('secretsEncryption', 'security', kubernetes, undefined, ({ secrets }) => ({
    status: secrets.plaintext > 0 ? 'critical' : secrets.sampled === 0 && secrets.count > 0 ? 'unknown' : 'ok',
    measured: { count: secrets.count, sampled: secrets.sampled, plaintext: secrets.plaintext },
  }));

/** Events come and go by the thousand: their churn fills the history, and many keep them in an etcd of their own. */
export const eventsShare: Check<'eventsShare'> = ({ kubernetes }, thresholds) =>
  check('eventsShare', 'kubernetes', kubernetes, thresholds.eventsShare, ({ resources }) => {
    const events = resources.filter(({ resource }) => resource === 'events' || resource === 'events.events.k8s.io');
    const estimatedBytes = sumOf(events);
    const share = shareOf(estimatedBytes, resources);
    return {
      status: ifNoticeable(grade(share, thresholds.eventsShare), estimatedBytes, thresholds.noticeableSpace),
      measured: { share, count: events.reduce((sum, { count }) => sum + count, 0), estimatedBytes },
    };
  });

export const largeObjects: Check<'largeObjects'> = ({ kubernetes }, thresholds) =>
  check('largeObjects', 'kubernetes', kubernetes, thresholds.largeObjects, ({ resources, largestObjects }) => {
    const largest = largestObjects[0]?.size ?? 0;
    return {
      status: grade(largest, thresholds.largeObjects),
      measured: {
        sampled: resources.reduce((sum, { sampled }) => sum + sampled, 0),
        largest,
        objects: largestObjects
          .filter(({ size }) => grade(size, thresholds.largeObjects) !== 'ok')
          .map(({ key, resource, size }) => ({ key: keyTextOf(key), resource, size })),
      },
    };
  });

export const largestResource: Check<'largestResource'> = ({ kubernetes }, thresholds) =>
  check('largestResource', 'kubernetes', kubernetes, thresholds.largestResource, ({ resources }) => {
    const [first] = resources.toSorted((a, b) => b.estimatedBytes - a.estimatedBytes);
    if (!first) {
      return { status: 'ok', measured: { resource: '', count: 0, estimatedBytes: 0, share: 0 } };
    }
    const { resource, count, estimatedBytes } = first;
    const share = shareOf(estimatedBytes, resources);
    return {
      status: ifNoticeable(grade(share, thresholds.largestResource), estimatedBytes, thresholds.noticeableSpace),
      measured: { resource, count, estimatedBytes, share },
    };
  });

function check<Id extends KubernetesId>(
  id: Id,
  theme: CheckTheme,
  fact: Fact<KubernetesFacts> | undefined,
  threshold: Limit | undefined,
  judge: (facts: KubernetesFacts) => { readonly status: CheckStatus; readonly measured: CheckMeasures[Id] },
): CheckOf<Id> | undefined {
  if (!fact) {
    return undefined;
  }
  const judgement = fact.value ? judge(fact.value) : { status: 'unknown' as const, problem: reported(fact.problem) };
  return { id, theme, ...judgement, ...(threshold && { threshold }) };
}

function ifNoticeable(status: CheckStatus, bytes: number, noticeable: Limit): CheckStatus {
  return grade(bytes, noticeable) === 'ok' ? 'ok' : status;
}

function sumOf(resources: readonly ResourceFacts[]): number {
  return resources.reduce((sum, { estimatedBytes }) => sum + estimatedBytes, 0);
}

function shareOf(bytes: number, resources: readonly ResourceFacts[]): number {
  const all = sumOf(resources);
  return all === 0 ? 0 : bytes / all;
}
