import type { AuditView, FindingView, GroupView, ResourceView } from '../../src/protocol/encryptionAudit';
import { bar, legend } from '../ui/bar';
import { iconButton } from '../ui/controls';
import { element, icon } from '../ui/element';
import { icons } from '../ui/icons';
import { partsOfGroup, partsOfSegments } from './look';
import type { Words } from './words';

export interface AuditActions {
  readonly copy: (text: string) => void;
}

/** Verdict, resources, findings and breakdowns, in the order in which one wants to know. */
export function drawReport(view: AuditView, words: Words, actions: AuditActions): readonly HTMLElement[] {
  if (view.phase === 'running') {
    return [];
  }
  return [
    ...drawVerdict(view, words),
    ...drawResources(view.resources, words),
    ...drawFindings(view, words, actions),
    ...drawBreakdowns(view, words),
  ];
}

function drawVerdict({ verdict }: AuditView, words: Words): readonly HTMLElement[] {
  if (!verdict) {
    return [];
  }
  const { level, sentence, detail } = verdict;
  return [
    element(
      'div',
      { class: `verdict ${level}`, attributes: { 'data-level': level } },
      icon(icons[level]),
      element(
        'div',
        {},
        element('div', { class: 'announcement', text: words.of(level) }),
        element('p', { class: 'verdict-sentence', text: sentence }),
        ...(detail === '' ? [] : [element('p', { class: 'verdict-detail', text: detail })]),
      ),
    ),
  ];
}

function drawResources(resources: readonly ResourceView[], words: Words): readonly HTMLElement[] {
  if (resources.length === 0) {
    return [];
  }
  const drawn = resources.map(({ name, total, segments }) => {
    const parts = partsOfSegments(segments);
    return element(
      'div',
      { class: 'resource' },
      element(
        'div',
        { class: 'resource-heading' },
        element('h3', { text: name }),
        element('span', { class: 'muted number', text: words.of('total', total) }),
      ),
      bar(parts, name),
      legend(parts, words.number),
    );
  });
  return [section(words.of('resources'), ...drawn)];
}

function drawFindings(view: AuditView, words: Words, actions: AuditActions): readonly HTMLElement[] {
  if (view.phase !== 'done') {
    return [];
  }
  const { findings } = view;
  const content =
    findings.length === 0
      ? element('p', { class: 'muted', text: words.of('noFindings') })
      : element('div', { class: 'findings' }, ...findings.map(finding => drawFinding(finding, words, actions)));
  return [section(words.of('findings'), content)];
}

function drawFinding(finding: FindingView, words: Words, { copy }: AuditActions): HTMLElement {
  const { level, title, explanation, commands } = finding;
  const lines = commands.map(command =>
    element(
      'div',
      { class: 'command' },
      element('code', { text: command }),
      iconButton({ label: words.of('copy'), icon: icon(icons.copy), onClick: () => copy(command) }),
    ),
  );
  return element(
    'article',
    { class: `finding ${level}` },
    icon(icons[level]),
    element(
      'div',
      { class: 'finding-text' },
      element('h3', {}, element('span', { class: 'announcement', text: `${words.of(level)}: ` }), title),
      element('p', { text: explanation }),
      ...lines,
    ),
  );
}

function drawBreakdowns({ namespaces, types }: AuditView, words: Words): readonly HTMLElement[] {
  const columns = [
    ...(namespaces.length === 0 ? [] : [drawGroups(words.of('namespaces'), namespaces, words)]),
    ...(types.length === 0 ? [] : [drawGroups(words.of('secretTypes'), types, words)]),
  ];
  return columns.length === 0 ? [] : [element('div', { class: 'columns' }, ...columns)];
}

function drawGroups(title: string, groups: readonly GroupView[], words: Words): HTMLElement {
  const rows = groups.map(group => {
    const name = group.name === '' ? words.of('clusterScoped') : group.name;
    return element(
      'div',
      { class: 'group', role: 'listitem' },
      element('span', { text: name, title: name }),
      bar(partsOfGroup(group, words), name),
      element('span', { text: words.number(group.total) }),
    );
  });
  const attributes = { tabindex: 0, 'aria-label': title };
  return section(title, element('div', { class: 'groups', role: 'list', attributes }, ...rows));
}

function section(title: string, ...content: readonly HTMLElement[]): HTMLElement {
  return element('section', {}, element('h2', { text: title }), ...content);
}
