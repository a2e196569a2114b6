import { textFromBytes } from '../base/bytes';
import type { DigestState } from './jobs/digest';
import { type JobOptions, runJob } from './jobs/runJob';
import { Damage, type DamageReport } from './pages/damage';
import type { SnapshotFacts } from './survey/fileFacts';
import type { FileSurvey } from './survey/surveyFile';

/** As `etcdutl snapshot status` of etcd 3.6 prints it. */
export interface SnapshotStatus {
  /** CRC-32C over all buckets. */
  readonly hash: number;
  /** The main part of the last revision written. */
  readonly revision: bigint;
  /** Keys that exist; releases before 3.6 count the entries of all buckets instead. */
  readonly totalKey: number;
  /** Bytes of the database, without its digest. */
  readonly totalSize: number;
  /** The storage version; empty before 3.6. */
  readonly version: string;
}

export interface SnapshotBucket {
  readonly name: string;
  readonly entries: number;
  /** Bytes of its pages; 0 for a bucket that lies in the page of the list of buckets. */
  readonly bytes: number;
}

export interface SnapshotDescription extends SnapshotFacts {
  /** Of what could be read, where there is damage. */
  readonly status: SnapshotStatus;
  readonly digest: DigestState;
  /** Bytes. */
  readonly fileSize: number;
  /** Bytes. */
  readonly pageSize: number;
  readonly pages: number;
  readonly freePages: number;
  /** 1 where one of the two meta pages is broken, as after a crash. */
  readonly validMetaPages: 1 | 2;
  readonly buckets: readonly SnapshotBucket[];
  readonly damage: DamageReport;
}

export interface FileStatus {
  readonly survey: FileSurvey;
  readonly status: SnapshotStatus;
  readonly damage: DamageReport;
}

/** Reads a whole open file for its status: by two threads, as each of the two parts takes about as long. */
export async function readStatus(file: number, fileSize: number, options: JobOptions): Promise<FileStatus> {
  const [survey, liveKeys] = await allEnded([
    runJob('survey', file, fileSize, options),
    runJob('liveKeys', file, fileSize, silent(options)),
  ]);
  // Both have walked the tree of the keys, so what is broken there is in both.
  const damage = new Damage();
  for (const { page, reason } of [...survey.damagedPages, ...liveKeys.damagedPages]) {
    damage.note(page, reason);
  }
  const { hash, revision, databaseBytes, facts } = survey;
  const version = versionText(facts.storageVersion);
  const status = { hash, revision, totalKey: liveKeys.count, totalSize: databaseBytes, version };
  return { survey, status, damage: damage.report() };
}

/** Reads a whole open file, its digest beside its content. */
export async function describeFile(file: number, fileSize: number, options: JobOptions): Promise<SnapshotDescription> {
  const [{ survey, status, damage }, digest] = await allEnded([
    readStatus(file, fileSize, options),
    runJob('digest', file, fileSize, silent(options)),
  ]);
  const { facts, buckets, pageSize, pages, freePages, validMetaPages } = survey;
  return {
    ...facts,
    status,
    digest,
    fileSize,
    pageSize,
    pages,
    freePages,
    validMetaPages,
    buckets: buckets.map(({ name, entries, bytes }) => ({ name: textFromBytes(name) ?? '', entries, bytes })),
    damage,
  };
}

/** One of several jobs tells the progress; all hear the signal. */
function silent({ signal }: JobOptions): JobOptions {
  return signal ? { signal } : {};
}

/** Waits for the end of both even where one fails, as the file may not be closed before; the first failure is thrown. */
async function allEnded<A, B>(jobs: readonly [Promise<A>, Promise<B>]): Promise<readonly [A, B]> {
  await Promise.allSettled(jobs);
  return [await jobs[0], await jobs[1]];
}

/** etcdutl prints what is a version, and nothing for what is none. */
function versionText(text: string | undefined): string {
  return text !== undefined && /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(text) ? text : '';
}
