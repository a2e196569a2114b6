import assert from 'node:assert/strict';
import type { MemberFacts } from '../../../../src/core/health';
import { quorumView } from '../../../../src/features/dashboard/quorumView';
import { answering, clusterOf, context, statusOf, unreachable } from './clusterFacts';

describe('the quorum in words', () => {
  const members = (up: number, down: number) => [
    ...Array.from({ length: up }, (_, index) => answering(index + 1)),
    ...Array.from({ length: down }, (_, index) => unreachable(up + index + 1)),
  ];
  const view = (up: number, down: number) => {
    const quorum = quorumView(clusterOf(members(up, down)), context);
    assert.ok(quorum);
    return quorum;
  };

  const table: readonly (readonly [up: number, down: number, level: string, sentence: string])[] = [
    [1, 0, 'warning', 'The only member answers. No more may fail.'],
    [2, 0, 'warning', 'All 2 voting members answer. No more may fail.'],
    [1, 1, 'bad', '1 of 2 voting members answer. That is no quorum.'],
    [3, 0, 'good', 'All 3 voting members answer. One more may fail.'],
    [2, 1, 'warning', '2 of 3 voting members answer. No more may fail.'],
    [1, 2, 'bad', '1 of 3 voting members answer. That is no quorum.'],
    [0, 3, 'bad', 'No member answers. That is no quorum.'],
    [4, 0, 'good', 'All 4 voting members answer. One more may fail.'],
    [5, 0, 'good', 'All 5 voting members answer. 2 more may fail.'],
    [4, 1, 'warning', '4 of 5 voting members answer. One more may fail.'],
    [3, 2, 'warning', '3 of 5 voting members answer. No more may fail.'],
  ];
  for (const [up, down, level, sentence] of table) {
    it(`of ${up + down} members, ${down} of them down`, () => {
      const quorum = view(up, down);
      assert.deepEqual([quorum.level, quorum.sentence], [level, sentence]);
    });
  }

  it('tells how many members are missing for a decision', () => {
    assert.match(view(1, 4).detail, /^A decision needs 3 of 5 votes\. Without 2 more members/);
    assert.match(view(2, 3).detail, /Without one more member/);
    assert.equal(view(5, 0).detail, 'A decision needs 3 of 5 votes.');
  });

  it('does not cry wolf where one member can be reached and a quorum agrees', () => {
    const { quorum, ...rest } = clusterOf(members(1, 2));
    assert.ok(quorum);
    const proven = quorumView({ ...rest, quorum: { ...quorum, isProven: true } }, context);
    assert.equal(proven?.level, 'warning');
    assert.match(proven?.sentence ?? '', /^1 of 3 .+ but a quorum agrees\.$/);
  });

  it('warns of one member and of an even number', () => {
    assert.match(view(1, 0).notes[0]?.text ?? '', /^A single member bears no failure/);
    assert.match(view(4, 0).notes[0]?.text ?? '', /^4 voting members bear no more failures than 3/);
    assert.deepEqual(view(3, 0).notes, []);
  });

  it('seats those that answer first, and learners apart', () => {
    const learner = answering(4, { isLearner: true, role: 'learner' });
    const cluster = clusterOf([unreachable(1), answering(2), answering(3), learner]);
    const quorum = quorumView(cluster, context);
    assert.deepEqual(
      quorum?.voters.map(({ name, isUp, stateText }) => [name, isUp, stateText]),
      [
        ['member2', true, 'Follower'],
        ['member3', true, 'Follower'],
        ['member1', false, 'Connection refused'],
      ],
    );
    assert.deepEqual(
      quorum?.learners.map(({ name }) => name),
      ['member4'],
    );
  });

  it('warns of learners, and says how far they are', () => {
    const note = (learner: MemberFacts) => {
      const notes = quorumView(clusterOf([answering(1), answering(2), answering(3), learner]), context)?.notes ?? [];
      assert.deepEqual(
        notes.map(({ level }) => level),
        ['warning'],
      );
      return notes[0]?.text ?? '';
    };
    const learner = { isLearner: true, role: 'learner' } as const;
    assert.match(note(answering(4, learner)), /^The learner member4 has caught up, /);
    const status = { value: statusOf(4n, { raftIndex: 80_000n, isLearner: true }) };
    assert.match(note(answering(4, { ...learner, status })), /^The learner member4 is 10,000 entries behind, /);
    assert.match(note(unreachable(4, { isLearner: true })), /not known how far/);
  });

  it('is not told while the list of members is not known', () => {
    const { quorum, ...rest } = clusterOf([answering(1)]);
    assert.ok(quorum);
    assert.equal(quorumView(rest, context), undefined);
  });
});
