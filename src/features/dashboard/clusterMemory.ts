import { SampleHistory } from '../../protocol/sampleHistory';
import { Sampler } from './sampler';

const hour = 60 * 60 * 1000;

/** What was seen of one cluster in the last hour. It outlives the tab that shows it. */
export class ClusterMemory {
  readonly history = new SampleHistory(hour);
  readonly sampler = new Sampler();
}
