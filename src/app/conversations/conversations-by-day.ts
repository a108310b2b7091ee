import type { ConversationInfo } from './conversation-schema.ts';

/** Conversations of one day, or of all days before yesterday. */
export interface DayGroup {
  day: 'today' | 'yesterday' | 'earlier';
  conversations: readonly ConversationInfo[];
}

/** Groups conversations by when they changed last, in the order in which they come; groups without any are left out. */
export function groupByDay(conversations: readonly ConversationInfo[], now: Date): DayGroup[] {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  // By the calendar: a day may have 23 or 25 hours.
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1).getTime();
  const dayOf = ({ changedAt }: ConversationInfo): DayGroup['day'] =>
    changedAt >= today ? 'today' : changedAt >= yesterday ? 'yesterday' : 'earlier';
  return (['today', 'yesterday', 'earlier'] as const)
    .map((day) => ({ day, conversations: conversations.filter((info) => dayOf(info) === day) }))
    .filter((group) => group.conversations.length > 0);
}
