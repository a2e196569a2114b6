/** The long work on a file, each a generator that yields the share done, so that it runs in a thread of its own or in turns with others. */
import { buildIndexPart, buildKeyIndex } from '../keyIndex/buildKeyIndex';
import { joinParts } from '../keyIndex/joinParts';
import type { KeyIndexData, SortedPart } from '../keyIndex/keyIndexData';
import { allLeaves, type LeafShare } from '../pages/buckets';
import { countLiveKeys, type LiveKeys } from '../survey/liveKeys';
import { type FileSurvey, surveyFile } from '../survey/surveyFile';
import { checkDigest, type DigestState, databaseSize } from './digest';

export interface JobResults {
  readonly index: KeyIndexData;
  readonly indexPart: SortedPart;
  readonly joinedIndex: KeyIndexData | undefined;
  readonly survey: FileSurvey;
  readonly liveKeys: LiveKeys;
  readonly digest: DigestState;
}

export type JobName = keyof JobResults;

export interface JobInput {
  /** An open file descriptor; the threads of a process share them. */
  readonly file: number;
  /** Bytes. */
  readonly fileSize: number;
  /** Of the keys, for `indexPart`; all of them unless given. */
  readonly share?: LeafShare;
  /** For `joinedIndex`. */
  readonly parts?: readonly [SortedPart, SortedPart];
}

type Job<Result> = (input: JobInput) => Generator<number, Result>;

const jobs: { readonly [Name in JobName]: Job<JobResults[Name]> } = {
  index: ({ file, fileSize }) => buildKeyIndex(file, databaseSize(fileSize)),
  indexPart: ({ file, fileSize, share = allLeaves }) => buildIndexPart(file, databaseSize(fileSize), share),
  *joinedIndex({ parts }) {
    yield 1;
    return parts && joinParts(parts);
  },
  survey: ({ file, fileSize }) => surveyFile(file, databaseSize(fileSize)),
  liveKeys: ({ file, fileSize }) => countLiveKeys(file, databaseSize(fileSize)),
  digest: ({ file, fileSize }) => checkDigest(file, fileSize),
};

export function startJob<Name extends JobName>(name: Name, input: JobInput): Generator<number, JobResults[Name]> {
  return jobs[name](input);
}
