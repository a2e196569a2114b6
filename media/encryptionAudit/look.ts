import { type AtRestState, atRestStates, type GroupView, type Segment } from '../../src/protocol/encryptionAudit';
import type { BarPart } from '../ui/bar';
import type { Words } from './words';

/** Shades of one colour that can still be told apart. */
const mostShades = 6;

export function classOfState(state: AtRestState): string {
  return `state-${state}`;
}

/** Parts of a resource's bar; what is encrypted by different keys differs in its shade. */
export function partsOfSegments(segments: readonly Segment[]): readonly BarPart[] {
  let encrypted = 0;
  return segments.map(({ label, state, count }) => {
    const shade = state === 'encrypted' ? ` shade-${encrypted++ % mostShades}` : '';
    return { label, count, look: `${classOfState(state)}${shade}` };
  });
}

/** Parts of a group's bar: what is wrong first. */
export function partsOfGroup({ counts }: GroupView, words: Words): readonly BarPart[] {
  return [...atRestStates]
    .reverse()
    .filter(state => counts[state] > 0)
    .map(state => ({ label: words.of(state), count: counts[state], look: classOfState(state) }));
}
