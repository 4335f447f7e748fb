/** How many rows of each section fit into the queue: the wall never scrolls. Pure; lengths in rem. */

export const ROW_REM = 5.05;
export const CLOSED_ROW_REM = 1.95;
export const HEADING_REM = 2.1;
const MOST_CLOSED = 4;
/** Work in hand keeps this many rows even in a flood: the room must see that somebody is on it. */
const LEAST_IN_HAND = 2;

export interface Sections { waiting: number; inHand: number; closed: number }

export function allocate(height: number, wanted: Sections): Sections {
  // An empty queue says so in the space of one row.
  let left = height - (wanted.waiting === 0 ? ROW_REM : 0);
  const inHandKept = Math.min(wanted.inHand, LEAST_IN_HAND);
  const headings = wanted.inHand > 0 ? HEADING_REM : 0;
  const waiting = rows(left - headings - inHandKept * ROW_REM, wanted.waiting);
  left -= waiting * ROW_REM;
  const inHand = wanted.inHand > 0 ? rows(left - headings, wanted.inHand) : 0;
  if (inHand > 0) left -= headings + inHand * ROW_REM;
  const fitting = Math.floor((left - HEADING_REM) / CLOSED_ROW_REM);
  const closed = Math.max(0, Math.min(wanted.closed, MOST_CLOSED, fitting));
  return { waiting, inHand, closed };
}

const rows = (height: number, wanted: number): number => Math.max(0, Math.min(wanted, Math.floor(height / ROW_REM)));
