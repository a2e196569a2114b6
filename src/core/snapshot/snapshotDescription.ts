import { textFromBytes } from '../base/bytes';
import type { DigestState } from './jobs/digest';
import { type JobOptions, runJob } from './jobs/runJob';
import type { DamageReport } from './pages/damage';
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

/** Reads a whole open file, its digest beside its content. */
export async function describeFile(file: number, fileSize: number, options: JobOptions): Promise<SnapshotDescription> {
  const digest = runJob('digest', file, fileSize, options.signal ? { signal: options.signal } : {});
  const survey = runJob('survey', file, fileSize, options);
  // Both have to end before the file may be closed.
  const [digestDone, surveyDone] = await Promise.allSettled([digest, survey]);
  if (surveyDone.status === 'rejected') {
    throw surveyDone.reason;
  }
  if (digestDone.status === 'rejected') {
    throw digestDone.reason;
  }
  const { facts, damage, buckets, pageSize, pages, freePages, validMetaPages } = surveyDone.value;
  return {
    ...facts,
    status: statusOf(surveyDone.value),
    digest: digestDone.value,
    fileSize,
    pageSize,
    pages,
    freePages,
    validMetaPages,
    buckets: buckets.map(({ name, entries, bytes }) => ({ name: textFromBytes(name) ?? '', entries, bytes })),
    damage,
  };
}

export function statusOf({ hash, revision, liveKeys, databaseBytes, facts }: FileSurvey): SnapshotStatus {
  return {
    hash,
    revision,
    totalKey: liveKeys,
    totalSize: databaseBytes,
    version: versionText(facts.storageVersion),
  };
}

/** etcdutl prints what is a version, and nothing for what is none. */
function versionText(text: string | undefined): string {
  return text !== undefined && /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(text) ? text : '';
}
