import type { FieldManager, WriteOrigin } from '../../core/kubernetes/changes';
import type { Localization } from '../../host/errorSentenceTable';
import type { DetailsView } from '../../protocol/watch';

/** Characters of a manager's name, and of a field's. */
const mostName = 100;

/** Who wrote, for a column of that name. */
export function writerWords(origin: WriteOrigin | undefined, l10n: Localization): string {
  switch (origin?.told) {
    case 'writer':
      return short(origin.manager.name);
    case 'lastManager':
      return l10n.t('unknown (last manager: {manager})', { manager: short(origin.manager.name) });
    case 'nobody':
      return l10n.t('unknown');
    case undefined:
      return '';
  }
}

/** The same with all that bears on it. */
export function writerFacts(origin: WriteOrigin | undefined, l10n: Localization): DetailsView['facts'] {
  if (!origin) {
    return [];
  }
  const name = l10n.t('written by');
  if (origin.told === 'writer') {
    return [{ name, value: managerWords(origin.manager) }];
  }
  const { notBefore } = origin;
  return [
    { name, value: l10n.t('unknown') },
    ...(origin.told === 'nobody' ? [] : [lastManagerFact(origin, l10n)]),
    ...(notBefore === undefined ? [] : [{ name: l10n.t('not before'), value: new Date(notBefore).toISOString() }]),
  ];
}

function lastManagerFact(
  { manager, field }: Extract<WriteOrigin, { told: 'lastManager' }>,
  l10n: Localization,
): DetailsView['facts'][number] {
  const words = managerWords(manager);
  return {
    name: l10n.t('last manager'),
    value: field === undefined ? words : l10n.t('{manager} of {field}', { manager: words, field: short(field) }),
  };
}

function managerWords({ name, subresource }: FieldManager): string {
  return short([name, subresource].filter(Boolean).join(', '));
}

function short(text: string): string {
  return text.length > mostName ? `${text.slice(0, mostName)}…` : text;
}
