import type { AlertDetail, Call, Disposition } from '../api/types';

/** What the last conversation suggests, so that the usual close is X, Enter. */
export function suggestedDisposition(detail: Pick<AlertDetail, 'calls' | 'dispositions' | 'condition'>): Disposition | null {
  const last = [...detail.calls].sort((a, b) => b.id - a.id).find((c) => c.result);
  const wanted = candidates(last, detail.condition);
  return wanted.find((d) => detail.dispositions.includes(d)) ?? null;
}

function candidates(last: Call | undefined, condition: AlertDetail['condition']): Disposition[] {
  if (condition === 'cleared' && !last) return ['auto_returned'];
  switch (last?.outcome) {
    case 'reminded':
      return ['reminded_returning'];
    case 'safe':
      return condition === 'cleared' ? ['safe_home', 'false_accidental'] : ['safe_out_expected', 'false_accidental'];
    case 'needs_help':
      return ['assisted_phone'];
    default:
      return condition === 'cleared' ? ['auto_returned'] : [];
  }
}

export function noteRequired(disposition: string): boolean {
  return disposition === 'other';
}

/** Why the close cannot be sent yet, or null when it can. */
export function closeProblem(disposition: string | null, note: string): 'choose' | 'note' | null {
  if (!disposition) return 'choose';
  return noteRequired(disposition) && note.trim() === '' ? 'note' : null;
}
