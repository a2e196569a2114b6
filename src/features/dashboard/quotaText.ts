import type { MemberFacts } from '../../core/health';
import { quantityText, shareText } from '../../protocol/quantityText';
import { spaceOf } from './memberSpace';
import type { ViewContext } from './viewContext';

/** `37% of 8 GiB`; says so where the quota is only what etcd has by default. */
export function quotaText(
  used: number,
  member: Pick<MemberFacts, 'status' | 'metrics'>,
  { l10n, language }: Pick<ViewContext, 'l10n' | 'language'>,
): string {
  const { quota = 0, quotaSource } = spaceOf(member);
  const words = { share: shareText(used, language), quota: quantityText(quota, 'bytes', language) };
  return quotaSource === 'assumed'
    ? l10n.t('{share} of the default {quota}', words)
    : l10n.t('{share} of {quota}', words);
}
