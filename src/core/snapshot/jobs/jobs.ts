/** The long work on a file, each a generator that yields the share done, so that it runs in a thread of its own or in turns with others. */
import { buildIndexPart, buildKeyIndex } from '../keyIndex/buildKeyIndex';
import type { KeyIndexData, SortedPart } from '../keyIndex/keyIndexData';
import { allLeaves, type LeafShare } from '../pages/buckets';
import { countLiveKeys, type LiveKeys } from '../survey/liveKeys';
import { type FileSurvey, surveyFile } from '../survey/surveyFile';
import { checkDigest, type DigestState, databaseSize } from './digest';

export interface JobResults {
  readonly index: KeyIndexData;
  readonly indexPart: SortedPart;
  readonly survey: FileSurvey;
  readonly liveKeys: LiveKeys;
  readonly digest: DigestState;
}

export type JobName = keyof JobResults;

type Job<Result> = (file: number, fileSize: number, share: LeafShare) => Generator<number, Result>;

const jobs: { readonly [Name in JobName]: Job<JobResults[Name]> } = {
  index: (file, fileSize) => buildKeyIndex(file, databaseSize(fileSize)),
  indexPart: (file, fileSize, share) => buildIndexPart(file, databaseSize(fileSize), share),
  survey: (file, fileSize) => surveyFile(file, databaseSize(fileSize)),
  liveKeys: (file, fileSize) => countLiveKeys(file, databaseSize(fileSize)),
  digest: checkDigest,
};

/**
 * @param file An open file descriptor; the threads of a process share them.
 * @param share Of the keys, for `indexPart`.
 */
export function startJob<Name extends JobName>(
  name: Name,
  file: number,
  fileSize: number,
  share: LeafShare = allLeaves,
): Generator<number, JobResults[Name]> {
  return jobs[name](file, fileSize, share);
}
