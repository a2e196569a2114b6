/** The long work on a file, each a generator that yields the share done, so that it runs in a thread of its own or in turns with others. */
import { buildIndexPart, buildKeyIndex } from '../keyIndex/buildKeyIndex';
import { joinParts } from '../keyIndex/joinParts';
import type { KeyIndexData, ReadPart } from '../keyIndex/keyIndexData';
import { type RecoveredIndex, recoverKeyIndex } from '../keyIndex/recoverKeyIndex';
import { type RowShare, type SharedPart, type SortedShare, sortShare } from '../keyIndex/sortShare';
import type { BucketShare } from '../pages/buckets';
import { countLiveKeys, type LiveKeys } from '../survey/liveKeys';
import { type FileSurvey, surveyFile } from '../survey/surveyFile';
import { checkDigest, type DigestState, databaseSize } from './digest';

export interface JobResults {
  readonly index: KeyIndexData;
  readonly recoveredIndex: RecoveredIndex;
  readonly indexPart: ReadPart;
  readonly sortedShare: SortedShare;
  readonly joinedIndex: KeyIndexData;
  readonly survey: FileSurvey;
  readonly liveKeys: LiveKeys;
  readonly digest: DigestState;
}

export type JobName = keyof JobResults;

export interface JobFile {
  /** An open file descriptor; the threads of a process share them. */
  readonly file: number;
  /** Bytes. */
  readonly fileSize: number;
}

export interface JobInputs {
  readonly index: JobFile;
  readonly recoveredIndex: JobFile;
  readonly indexPart: JobFile & { readonly share: BucketShare };
  readonly sortedShare: { readonly parts: readonly [SharedPart, SharedPart]; readonly share: RowShare };
  readonly joinedIndex: {
    readonly parts: readonly [ReadPart, ReadPart];
    readonly shares: readonly [SortedShare, SortedShare];
  };
  readonly survey: JobFile;
  readonly liveKeys: JobFile;
  readonly digest: JobFile;
}

type Jobs = { readonly [Name in JobName]: (input: JobInputs[Name]) => Generator<number, JobResults[Name]> };

const jobs: Jobs = {
  index: ({ file, fileSize }) => buildKeyIndex(file, databaseSize(fileSize)),
  recoveredIndex: ({ file, fileSize }) => recoverKeyIndex(file, databaseSize(fileSize)),
  indexPart: ({ file, fileSize, share }) => buildIndexPart(file, databaseSize(fileSize), share),
  sortedShare: ({ parts, share }) => atOnce(() => sortShare(parts, share)),
  joinedIndex: ({ parts, shares }) => atOnce(() => joinParts(parts, shares)),
  survey: ({ file, fileSize }) => surveyFile(file, databaseSize(fileSize)),
  liveKeys: ({ file, fileSize }) => countLiveKeys(file, databaseSize(fileSize)),
  digest: ({ file, fileSize }) => checkDigest(file, fileSize),
};

/** A job of threads only, which nobody needs to stop half way. */
function* atOnce<Result>(job: () => Result): Generator<number, Result> {
  yield 0;
  return job();
}

export function startJob<Name extends JobName>(
  name: Name,
  input: JobInputs[Name],
): Generator<number, JobResults[Name]> {
  return jobs[name](input);
}
