import type { MemberView } from '../../src/protocol/dashboard';
import { element } from '../ui/element';
import { MemberRow, memberColumns } from './memberRow';
import type { Words } from './words';

/** A row each member. Rows stay the same elements while their figures change, so that focus and selection stay. */
export class Members {
  readonly element: HTMLElement;
  private readonly body = element('div', { class: 'member-rows', role: 'rowgroup' });
  private readonly rows = new Map<string, MemberRow>();

  constructor(
    private readonly words: Words,
    private readonly copy: (key: string) => void,
  ) {
    const titles = [words.of('member'), ...memberColumns.map(({ title }) => words.of(title)), ''];
    const header = element(
      'div',
      { class: 'member member-header', role: 'row' },
      ...titles.map(text => element('div', { class: 'member-cell', role: 'columnheader', text })),
    );
    const table = element(
      'div',
      { class: 'member-table', role: 'table', attributes: { 'aria-label': words.of('members') } },
      element('div', { role: 'rowgroup' }, header),
      this.body,
    );
    this.element = element('section', { class: 'members' }, element('h2', { text: words.of('members') }), table);
    this.element.hidden = true;
  }

  show(members: readonly MemberView[]): void {
    this.element.hidden = members.length === 0;
    const keys = new Set(members.map(({ key }) => key));
    for (const [key, row] of this.rows) {
      if (!keys.has(key)) {
        row.element.remove();
        this.rows.delete(key);
      }
    }
    for (const [index, member] of members.entries()) {
      const row = this.rows.get(member.key) ?? new MemberRow(this.words, () => this.copy(member.key));
      this.rows.set(member.key, row);
      if (this.body.children[index] !== row.element) {
        this.body.insertBefore(row.element, this.body.children[index] ?? null);
      }
      row.show(member);
    }
  }
}
