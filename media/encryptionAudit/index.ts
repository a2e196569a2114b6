import { type AuditView, auditStart, encryptionAudit } from '../../src/protocol/encryptionAudit';
import { element } from '../ui/element';
import { openPage, readStartData } from '../ui/page';
import { createWords } from '../ui/words';
import { drawHeading } from './heading';
import { layout } from './layout';
import { createObjects } from './objects';
import { createProgress } from './progress';
import { type AuditActions, drawReport } from './report';

const { strings, language } = readStartData(auditStart);
const words = createWords(strings, language);
const page = openPage({
  contract: encryptionAudit,
  state: layout,
  handlers: {
    requests: {},
    events: { view: show, progress: update => progress.set(update) },
  },
  onError: reportError,
});
const { peer } = page;

const actions: AuditActions = {
  copy: command => peer.tell('copy', { text: command }),
};
const progress = createProgress(words, () => peer.tell('stop', undefined));
const heading = element('header', { class: 'heading' });
const report = element('div');
const announcement = element('div', { class: 'announcement', role: 'status', attributes: { 'aria-live': 'polite' } });
const problem = element('p', { class: 'note', role: 'alert' });
const objects = createObjects({
  words,
  layout: page.state ?? { sort: { column: 'state', descending: false }, text: '' },
  load: (query, signal) => peer.request('rows', query, signal),
  keep: page.keep,
  openKey: id => peer.tell('openKey', { id }),
  showRawBytes: id => peer.tell('showRawBytes', { id }),
  onError: reportError,
});
problem.hidden = true;
document.getElementById('root')?.append(heading, progress.element, report, objects.element, problem, announcement);
peer.tell('ready', undefined);

function show(view: AuditView): void {
  heading.replaceChildren(
    ...drawHeading(view, words, {
      runAgain: () => peer.tell('runAgain', undefined),
      chooseResources: () => peer.tell('chooseResources', undefined),
      chooseConfiguration: () => peer.tell('chooseConfiguration', undefined),
      exportReport: () => void peer.request('exportReport', undefined).catch(reportError),
    }),
  );
  progress.element.hidden = view.phase !== 'running';
  if (view.progress) {
    progress.set(view.progress);
  }
  report.replaceChildren(...drawReport(view, words, actions));
  objects.show(view);
  problem.hidden = true;
  announcement.textContent = view.verdict?.sentence ?? words.of('running');
}

function reportError(error: unknown): void {
  problem.textContent = error instanceof Error && error.message !== '' ? error.message : words.of('failed');
  problem.hidden = false;
}
