import { describe, expect, it } from 'vitest';
import { scoreRefusals } from '../../../src/cli/refusal-scores.ts';

describe('scoreRefusals', () => {
  it('tells refusals without the answer, which are right, from those with it', () => {
    const scores = scoreRefusals(
      ['absent', 'absent', 'doubtful', 'found'],
      ['found', 'doubtful', 'doubtful', 'absent'],
    );
    expect(scores).toEqual({ right: 0.5, wrong: 0.25, doubtful: { left: 0.25, present: 0.5 } });
  });

  it('is no number without end, and none for nothing', () => {
    expect(scoreRefusals(['absent', 'found', 'found'], ['found']).right).toBe(0.3333);
    expect(scoreRefusals([], [])).toEqual({ right: 0, wrong: 0, doubtful: { left: 0, present: 0 } });
  });
});
