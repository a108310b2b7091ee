import { describe, expect, it } from 'vitest';
import { groupByDay } from '../../../src/app/conversations/conversations-by-day.ts';
import type { ConversationInfo } from '../../../src/app/conversations/conversation-schema.ts';

function changedAt(...when: [number, number, number, number, number]): ConversationInfo {
  const at = new Date(...when).getTime();
  return { id: String(at), corpus: 'c', title: '', createdAt: 0, changedAt: at };
}

describe('conversations by day', () => {
  it('goes by the calendar, not by hours', () => {
    const now = new Date(2026, 2, 1, 0, 30);
    const [today, late, early, before] = [
      changedAt(2026, 2, 1, 0, 10),
      changedAt(2026, 1, 28, 23, 59),
      changedAt(2026, 1, 28, 0, 0),
      changedAt(2026, 1, 27, 23, 59),
    ];
    expect(groupByDay([today, late, early, before], now)).toEqual([
      { day: 'today', conversations: [today] },
      { day: 'yesterday', conversations: [late, early] },
      { day: 'earlier', conversations: [before] },
    ]);
  });

  it('leaves out days without any', () => {
    expect(groupByDay([], new Date())).toEqual([]);
    const old = changedAt(2020, 0, 1, 12, 0);
    expect(groupByDay([old], new Date(2026, 0, 1))).toEqual([{ day: 'earlier', conversations: [old] }]);
  });
});
