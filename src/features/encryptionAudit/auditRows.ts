import type { AtRestState, RowColumn, RowQuery, RowView } from '../../protocol/encryptionAudit';

/** One audited object, as a row of the table. Nothing of its value is in it. */
export interface AuditRow {
  readonly key: Uint8Array;
  readonly resource: string;
  /** Empty for what is in no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** `aescbc v1 · key-a`; empty for plaintext. */
  readonly atRest: string;
  readonly state: AtRestState;
  /** Of a Secret that can be read; otherwise empty. */
  readonly type: string;
}

export interface RowPage {
  readonly total: number;
  readonly rows: readonly RowView[];
}

/** Rows kept, about 300 bytes each: those that need something done, and beside them the others. */
const mostProblems = 100_000;
const mostOthers = 50_000;

/** What is to be done something about comes first where rows are sorted by state. */
const urgency: Readonly<Record<AtRestState, number>> = {
  unreadable: 0,
  plaintext: 1,
  stale: 2,
  encrypted: 3,
  plain: 4,
};

/** The objects of one audit, filtered and sorted for the table a page at a time. Bounded; what did not fit is counted. */
export class AuditRows {
  private readonly rows: AuditRow[] = [];
  private problems = 0;
  private left = 0;
  private view: { readonly of: string; readonly ids: readonly number[] } | undefined;

  get listed(): number {
    return this.rows.length;
  }

  get omitted(): number {
    return this.left;
  }

  add(row: AuditRow): void {
    const isProblem = urgency[row.state] < urgency.encrypted;
    const isFull = isProblem ? this.problems >= mostProblems : this.rows.length - this.problems >= mostOthers;
    if (isFull) {
      this.left++;
      return;
    }
    this.problems += isProblem ? 1 : 0;
    this.rows.push(row);
    this.view = undefined;
  }

  /** The row that an id of an earlier page stands for. */
  row(id: number): AuditRow | undefined {
    return this.rows[id];
  }

  all(): readonly AuditRow[] {
    return this.rows;
  }

  page({ from, limit, ...order }: RowQuery): RowPage {
    const ids = this.ordered(order);
    const rows = ids.slice(from, from + limit).map(id => viewOf(id, this.rows[id] as AuditRow));
    return { total: ids.length, rows };
  }

  /** Ids in the order asked for. The last order is kept, since the pages of one table follow each other. */
  private ordered(order: Omit<RowQuery, 'from' | 'limit'>): readonly number[] {
    const of = JSON.stringify(order);
    if (this.view?.of !== of) {
      this.view = { of, ids: this.order(order) };
    }
    return this.view.ids;
  }

  private order({ sort, descending, text, state }: Omit<RowQuery, 'from' | 'limit'>): readonly number[] {
    const wanted = text.trim().toLowerCase();
    const ids: number[] = [];
    for (const [id, row] of this.rows.entries()) {
      if ((state === undefined || row.state === state) && (wanted === '' || searched(row).includes(wanted))) {
        ids.push(id);
      }
    }
    const direction = descending ? -1 : 1;
    // Rows that are equal stay in the order of their keys.
    return ids.sort((a, b) => direction * compare(this.rows[a] as AuditRow, this.rows[b] as AuditRow, sort) || a - b);
  }
}

function compare(a: AuditRow, b: AuditRow, column: RowColumn): number {
  if (column === 'state') {
    return urgency[a.state] - urgency[b.state];
  }
  // By code units: a hundred thousand names sort in no time, and names of Kubernetes are ASCII.
  return a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0;
}

function searched({ resource, namespace, name, atRest, type }: AuditRow): string {
  return `${resource}\n${namespace}\n${name}\n${namespace}/${name}\n${atRest}\n${type}`.toLowerCase();
}

function viewOf(id: number, { key: _, ...row }: AuditRow): RowView {
  return { id, ...row };
}
