import { isAbsolute } from 'node:path';
import { isRecord } from '../../core/base/isRecord';
import type { ConfigurationProblem } from './configurationProblem';
import { type ConnectionColor, type ConnectionConfiguration, connectionColors } from './connection';
import { parseEndpoint } from './endpoint';

/** The authority of a URI and a part of secret names: kept to what is plain in both. */
const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

const tlsFiles = ['caFile', 'certificateFile', 'keyFile'] as const;
const tlsFields: readonly string[] = [...tlsFiles, 'serverName'];
const entryFields: readonly string[] = [
  'id',
  'name',
  'endpoints',
  'tls',
  'username',
  'readOnly',
  'production',
  'label',
  'color',
  'delimiter',
  'encryptionConfigurationFile',
  'kmsPlugins',
  'connectOnStart',
] satisfies readonly (keyof ConnectionConfiguration)[];

/** A configuration whose id may still have to be made. */
export type ConnectionFields = Omit<ConnectionConfiguration, 'id'> & { readonly id?: string };

export interface ParsedEntry {
  /** Absent when the entry is beyond use. */
  readonly fields?: ConnectionFields;
  readonly problems: readonly ConfigurationProblem[];
}

type Report = (path: string, kind: ConfigurationProblem['kind'], leavesOut: boolean) => void;

/**
 * Reads one entry of the setting, whatever it is. What a connection cannot do without, or could do harm with, leaves the
 * entry out when it is wrong; what only adorns it is passed over.
 */
export function parseEntry(entry: unknown, path: string): ParsedEntry {
  const problems: ConfigurationProblem[] = [];
  const report: Report = (at, kind, leavesOut) => problems.push({ path: at, kind, leavesOut });
  if (!isRecord(entry)) {
    report(path, 'notAnObject', true);
    return { problems };
  }
  const reader = new FieldReader(entry, path, report);
  const id = reader.text('id');
  if (id !== undefined && !idPattern.test(id)) {
    report(`${path}.id`, 'badId', true);
  }
  const name = parseName(reader);
  const endpoints = parseEndpoints(entry.endpoints, `${path}.endpoints`, report);
  const tls = parseTls(entry.tls, `${path}.tls`, report);
  const username = reader.text('username');
  const label = reader.adornment('label');
  const color = parseColor(reader);
  const delimiter = reader.adornment('delimiter');
  const encryptionConfigurationFile = parseFile(reader, 'encryptionConfigurationFile');
  const kmsPlugins = parsePlugins(entry.kmsPlugins, `${path}.kmsPlugins`, report);
  const connectOnStart = reader.mark('connectOnStart', false);
  // A mark that protects counts as set where it is misspelled or of a wrong type: the safe reading of a slip.
  const misspelled = reader.reportUnknown(entryFields).map(field => field.toLowerCase().replace(/[^a-z]/g, ''));
  const readOnly = reader.mark('readOnly', true) || misspelled.includes('readonly');
  const production = reader.mark('production', true) || misspelled.includes('production');

  if (problems.some(problem => problem.leavesOut)) {
    return { problems };
  }
  const fields: ConnectionFields = {
    ...(id !== undefined && { id }),
    name,
    endpoints,
    ...(Object.keys(tls).length > 0 && { tls }),
    ...(username && { username }),
    ...(readOnly && { readOnly }),
    ...(production && { production }),
    ...(label && { label }),
    ...(color !== undefined && { color }),
    ...(delimiter !== undefined && { delimiter }),
    ...(encryptionConfigurationFile !== undefined && { encryptionConfigurationFile }),
    ...(Object.keys(kmsPlugins).length > 0 && { kmsPlugins }),
    ...(connectOnStart && { connectOnStart }),
  };
  return { fields, problems };
}

/** Takes fields out of one object of the setting, and reports those of a wrong type. */
class FieldReader {
  constructor(
    private readonly record: Readonly<Record<string, unknown>>,
    readonly path: string,
    readonly report: Report,
  ) {}

  has(field: string): boolean {
    return this.record[field] !== undefined;
  }

  text(field: string, leavesOut = true): string | undefined {
    const value = this.record[field];
    if (value === undefined || typeof value === 'string') {
      return value;
    }
    this.report(`${this.path}.${field}`, 'notAText', leavesOut);
    return undefined;
  }

  /** A text that the connection works without. */
  adornment(field: string): string | undefined {
    return this.text(field, false);
  }

  mark(field: string, whenUnreadable: boolean): boolean {
    const value = this.record[field] ?? false;
    if (typeof value === 'boolean') {
      return value;
    }
    this.report(`${this.path}.${field}`, 'notABoolean', false);
    return whenUnreadable;
  }

  reportUnknown(known: readonly string[]): readonly string[] {
    const unknown = Object.keys(this.record).filter(field => !known.includes(field));
    for (const field of unknown) {
      this.report(`${this.path}.${field}`, 'unknownField', false);
    }
    return unknown;
  }
}

function parseName(reader: FieldReader): string {
  const name = reader.text('name')?.trim();
  if (!reader.has('name')) {
    reader.report(`${reader.path}.name`, 'missing', true);
  } else if (name === '') {
    reader.report(`${reader.path}.name`, 'empty', true);
  }
  return name ?? '';
}

function parseEndpoints(value: unknown, path: string, report: Report): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) {
    report(path, value === undefined ? 'missing' : Array.isArray(value) ? 'empty' : 'notAList', true);
    return [];
  }
  const items: readonly unknown[] = value;
  const endpoints = new Set<string>();
  items.forEach((item, index) => {
    const result = typeof item === 'string' ? parseEndpoint(item) : { problem: 'notAText' as const };
    if ('problem' in result) {
      report(`${path}[${index}]`, result.problem, true);
    } else {
      endpoints.add(result.endpoint);
    }
  });
  return [...endpoints];
}

function parseTls(value: unknown, path: string, report: Report): NonNullable<ConnectionConfiguration['tls']> {
  if (value !== undefined && !isRecord(value)) {
    report(path, 'notAnObject', true);
    return {};
  }
  const reader = new FieldReader(value ?? {}, path, report);
  const tls: { -readonly [name in keyof NonNullable<ConnectionConfiguration['tls']>]: string } = {};
  for (const field of tlsFiles) {
    const file = reader.text(field);
    if (file) {
      tls[field] = file;
      if (!isFullPath(file)) {
        report(`${path}.${field}`, 'relativePath', true);
      }
    }
  }
  const serverName = reader.text('serverName');
  if (serverName) {
    tls.serverName = serverName;
  }
  if (tls.keyFile !== undefined && tls.certificateFile === undefined) {
    report(`${path}.keyFile`, 'keyWithoutCertificate', true);
  } else if (tls.certificateFile !== undefined && tls.keyFile === undefined) {
    report(`${path}.certificateFile`, 'certificateWithoutKey', true);
  }
  reader.reportUnknown(tlsFields);
  return tls;
}

/** A file that the connection works without: what cannot be one is passed over. */
function parseFile(reader: FieldReader, field: string): string | undefined {
  const file = reader.adornment(field);
  if (file && !isFullPath(file)) {
    reader.report(`${reader.path}.${field}`, 'relativePath', false);
    return undefined;
  }
  return file || undefined;
}

/** Sockets by the names of plugins; those that are no full paths are passed over. */
function parsePlugins(value: unknown, path: string, report: Report): Readonly<Record<string, string>> {
  if (value !== undefined && !isRecord(value)) {
    report(path, 'notAnObject', false);
    return {};
  }
  const plugins: [name: string, socket: string][] = [];
  for (const [name, socket] of Object.entries(value ?? {})) {
    if (typeof socket !== 'string') {
      report(`${path}.${name}`, 'notAText', false);
    } else if (!isFullPath(socket.replace(/^unix:\/\//, ''))) {
      report(`${path}.${name}`, 'relativePath', false);
    } else {
      plugins.push([name, socket]);
    }
  }
  return Object.fromEntries(plugins);
}

function isFullPath(path: string): boolean {
  return isAbsolute(path) || /^~[/\\]/.test(path);
}

function parseColor(reader: FieldReader): ConnectionColor | undefined {
  const text = reader.adornment('color');
  const color = connectionColors.find(known => known === text);
  if (color === undefined && text !== undefined) {
    reader.report(`${reader.path}.color`, 'unknownColor', false);
  }
  return color;
}
