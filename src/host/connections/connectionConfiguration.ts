import type { ConfigurationProblem } from './configurationProblem';
import type { ConnectionConfiguration } from './connection';
import { parseEntry } from './connectionEntry';

export interface ParsedConnections {
  /** In the order of the setting, with unique ids. */
  readonly connections: readonly ConnectionConfiguration[];
  readonly problems: readonly ConfigurationProblem[];
  /** Where each connection stands in the setting, by id. */
  readonly positions: ReadonlyMap<string, number>;
}

const root = 'connections';

/** Characters that an id may have. */
const mostIdLength = 63;

/**
 * Reads the setting `etcdscope.connections`, whatever is in it. Never throws: what cannot be used is told as a problem,
 * and the other entries count.
 */
export function parseConnections(setting: unknown): ParsedConnections {
  if (setting === undefined || setting === null) {
    return { connections: [], problems: [], positions: new Map() };
  }
  if (!Array.isArray(setting)) {
    const problem: ConfigurationProblem = { path: root, kind: 'notAList', leavesOut: true };
    return { connections: [], problems: [problem], positions: new Map() };
  }
  const entries: readonly unknown[] = setting;
  const parsed = entries.map((entry, index) => parseEntry(entry, `${root}[${index}]`));
  const problems = parsed.map(entry => [...entry.problems]);

  // Written ids come first, so that no name elsewhere in the list takes one away.
  const written = new Map<string, number>();
  parsed.forEach(({ fields }, index) => {
    if (fields?.id === undefined) {
      return;
    }
    if (written.has(fields.id)) {
      problems[index]?.push({ path: `${root}[${index}].id`, kind: 'duplicateId', leavesOut: true });
    } else {
      written.set(fields.id, index);
    }
  });

  const connections: ConnectionConfiguration[] = [];
  const positions = new Map<string, number>();
  parsed.forEach(({ fields }, index) => {
    if (fields === undefined || problems[index]?.some(problem => problem.leavesOut)) {
      return;
    }
    const id = fields.id ?? makeConnectionId(fields.name, taken => written.has(taken) || positions.has(taken));
    connections.push({ ...fields, id });
    positions.set(id, index);
  });
  return { connections, problems: problems.flat(), positions };
}

/** An id made from a name: its letters and digits, told apart from the taken ones by a number. */
export function makeConnectionId(name: string, isTaken: (id: string) => boolean): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const base = slug === '' ? 'etcd' : slug;
  let id = base.slice(0, mostIdLength);
  for (let number = 2; isTaken(id); number++) {
    const ending = `-${number}`;
    id = `${base.slice(0, mostIdLength - ending.length)}${ending}`;
  }
  return id;
}
