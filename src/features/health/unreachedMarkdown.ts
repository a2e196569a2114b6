import { problemText } from '../../host/problemText';
import type { Unreached } from './healthOutcome';
import type { Wording } from './healthView';
import { markdownCode, markdownCodeBlock, markdownText } from './markdownText';
import { etcdctlCommand } from './shellCommand';
import { statusSymbols, verdictWord } from './verdictText';

/** The letter about a cluster of which no member could be reached. */
export function unreachedMarkdown(
  { configuration, error, takenAt }: Unreached,
  wording: Wording,
  language: string,
): string {
  const { l10n } = wording;
  return [
    '<div class="etcdscope-part etcdscope-critical">',
    '',
    `# <span class="etcdscope-critical">${statusSymbols.critical}</span> ${verdictWord('critical', l10n)}: ${markdownText(configuration.name)}`,
    '',
    markdownText(problemText(error, wording).sentence),
    '',
    '</div>',
    '',
    markdownText(new Date(takenAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' })),
    '',
    `## ${l10n.t('What to do')}`,
    '',
    l10n.t('None of these endpoints could be reached from this machine, so nothing else is known:'),
    '',
    ...configuration.endpoints.map(endpoint => `- ${markdownCode(endpoint)}`),
    '',
    l10n.t(
      'Try the same on a control-plane machine. If it works there, the network between here and there is to blame; else look at the members themselves.',
    ),
    '',
    markdownCodeBlock([
      etcdctlCommand(['endpoint', 'health', '-w', 'table'], configuration),
      'crictl ps --all --name etcd',
      'journalctl --unit etcd --unit kubelet --since=-15min --no-pager | tail -n 50',
    ]),
    '',
  ].join('\n');
}
