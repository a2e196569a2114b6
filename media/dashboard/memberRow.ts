import type { DashboardStrings, FactName, FactView, MemberView } from '../../src/protocol/dashboard';
import { iconButton } from '../ui/controls';
import { element, icon, setAttributes, setText } from '../ui/element';
import { icons } from '../ui/icons';
import { concernMark } from './concernMark';
import { Notes } from './notes';
import type { Words } from './words';

/** The facts of a cell, a line each of several; a line's first fact may stand without its label. */
export interface MemberColumn {
  readonly title: keyof DashboardStrings;
  readonly lines: readonly (readonly FactName[])[];
  /** The fact that needs no label below the column's title. */
  readonly bare?: FactName;
}

export const memberColumns = [
  { title: 'version', lines: [['version'], ['storage']], bare: 'version' },
  { title: 'state', lines: [[], ['latency']] },
  {
    title: 'raft',
    lines: [
      ['index', 'lag'],
      ['term', 'applied'],
    ],
  },
  {
    title: 'database',
    lines: [
      ['size', 'inUse'],
      ['reclaimable', 'quota'],
    ],
    bare: 'size',
  },
  { title: 'certificate', lines: [['certificate']], bare: 'certificate' },
] as const satisfies readonly MemberColumn[];

/** What stands by itself and is left out where there is nothing to say. */
const quietFacts: readonly FactName[] = ['storage'];

/** The class of the words and the name of the icon before them. */
const reachLevels = { reachable: 'good', partly: 'warning', unreachable: 'bad' } as const;

/** One member: two lines in as many columns as there is room for, then what is wrong with it. */
export class MemberRow {
  readonly element: HTMLElement;
  private readonly roleMark = element('span', { class: 'role-mark' });
  private readonly name = element('span', { class: 'member-name' });
  private readonly role = element('span', { class: 'member-role' });
  private readonly address = element('div', { class: 'member-address' });
  private readonly reach = element('div', { class: 'reach' });
  private readonly bar = element('div', { class: 'usage', attributes: { 'aria-hidden': true } });
  private readonly notes: Notes;
  private readonly copyButton: HTMLElement;
  private readonly facts = new Map<FactName, FactControl>();
  private readonly cells: { readonly element: HTMLElement; readonly names: readonly FactName[] }[] = [];
  private identity = '';
  private usage: string | undefined;

  constructor(
    private readonly words: Words,
    copy: () => void,
  ) {
    this.notes = new Notes(words);
    this.copyButton = iconButton({ label: words.of('copyMember', ''), icon: icon(icons.copy), onClick: copy });
    const cells = memberColumns.map(column => this.drawCell(column));
    this.element = element(
      'div',
      { class: 'member', role: 'row' },
      element(
        'div',
        { class: 'member-cell member-identity', role: 'rowheader' },
        element('div', { class: 'member-title' }, this.roleMark, this.name, this.role),
        this.address,
      ),
      ...cells,
      element('div', { class: 'member-cell member-actions', role: 'cell' }, this.copyButton),
      element('div', { class: 'member-notes', role: 'cell' }, this.notes.element),
    );
  }

  show(member: MemberView): void {
    const { database, notes } = member;
    this.showIdentity(member);
    this.showUsage(database);
    for (const [fact, control] of this.facts) {
      control.show(member.facts[fact]);
    }
    for (const { element: cell, names } of this.cells) {
      cell.classList.toggle(
        'blank',
        names.every(fact => member.facts[fact].text === ''),
      );
    }
    this.notes.show(notes);
  }

  /** Who and where it is, and whether it answers: what seldom changes. */
  private showIdentity({ key, name, id, endpoints, role, roleText, reach, reachText }: MemberView): void {
    const next = JSON.stringify([key, name, id, endpoints, role, roleText, reach, reachText]);
    if (next === this.identity) {
      return;
    }
    this.identity = next;
    setAttributes(this.element, { 'data-member': key, 'data-reach': reach, 'data-role': role });
    this.roleMark.className = `role-mark ${role}`;
    this.roleMark.replaceChildren(icon(icons[role === 'unstarted' ? 'unknown' : role]));
    setText(this.name, name);
    setAttributes(this.name, { title: name });
    const copyLabel = this.words.of('copyMember', name);
    setAttributes(this.copyButton, { title: copyLabel, 'aria-label': copyLabel });
    setText(this.role, roleText);
    const address = [id, ...endpoints].filter(text => text !== '');
    this.address.replaceChildren(...address.map(text => element('span', { text })));
    setAttributes(this.address, { title: address.join('\n') });
    this.reach.className = `reach ${reachLevels[reach]}`;
    this.reach.replaceChildren(icon(icons[reachLevels[reach]]), element('span', { text: reachText }));
  }

  private drawCell({ title, lines, bare }: MemberColumn): HTMLElement {
    const drawn = lines.map(line => {
      const facts = line.map(name => this.drawFact(name, name === bare));
      return element('div', { class: 'member-line' }, ...facts);
    });
    const first = title === 'state' ? [this.reach] : [];
    const last = title === 'database' ? [this.bar] : [];
    const cell = element(
      'div',
      { class: `member-cell member-${title}`, role: 'cell' },
      element('div', { class: 'cell-label', text: this.words.of(title), attributes: { 'aria-hidden': true } }),
      ...first,
      ...drawn.filter(line => line.childElementCount > 0),
      ...last,
    );
    this.cells.push({ element: cell, names: lines.flat() });
    return cell;
  }

  private drawFact(name: FactName, isBare: boolean): HTMLElement {
    const control = new FactControl(name, this.words, isBare);
    this.facts.set(name, control);
    return control.element;
  }

  private showUsage(database: MemberView['database']): void {
    const next = JSON.stringify(database) ?? '';
    if (next === this.usage) {
      return;
    }
    this.usage = next;
    this.bar.hidden = database === undefined;
    if (!database) {
      return;
    }
    const inUse = element('div', { class: 'usage-part in-use' });
    const reclaimable = element('div', { class: 'usage-part reclaimable' });
    inUse.style.width = percent(database.inUse);
    reclaimable.style.width = percent(Math.min(database.reclaimable, 1 - database.inUse));
    this.bar.className = `usage toned ${database.level}`;
    this.bar.replaceChildren(inUse, reclaimable);
  }
}

/** A figure with its name, and a mark where it wants attention. */
class FactControl {
  readonly element: HTMLElement;
  private readonly mark = element('span', { class: 'fact-mark' });
  private readonly value = element('span', { class: 'fact-value' });
  private shown: FactView | undefined;

  constructor(
    private readonly name: FactName,
    private readonly words: Words,
    isBare: boolean,
  ) {
    const label = element('span', { class: isBare ? 'announcement' : 'fact-label', text: `${words.of(name)} ` });
    this.element = element('span', { class: 'fact' }, label, this.mark, this.value);
  }

  show({ text, detail, level }: FactView): void {
    const { shown } = this;
    this.shown = { text, detail, level };
    if (text !== shown?.text) {
      this.element.hidden = text === '' && quietFacts.includes(this.name);
      this.value.textContent = text === '' ? '–' : text;
    }
    if (level !== shown?.level || !shown) {
      this.element.className = `fact ${level ?? ''}`.trim();
      this.mark.replaceChildren(...concernMark(level, this.words));
    }
    if (detail !== shown?.detail) {
      setAttributes(this.element, { title: detail });
    }
  }
}

function percent(share: number): string {
  return `${Math.max(0, Math.min(1, share)) * 100}%`;
}
