/** What is played at this desk. It belongs to one elder and ends when another one is looked at. */
import { create } from 'zustand';
import type { Speed } from './clock';

/** A day of her history, opened for a reason that the access log keeps; '' within the last 24 hours. */
export interface OpenedDay {
  elderId: number;
  day: string;
  reason: string;
}

interface PlaybackState {
  elderId: number | null;
  /** Null: the last 60 minutes. */
  opened: OpenedDay | null;
  /** The instant that is shown, ms; null: the newest, live or the end of the day. */
  at: number | null;
  playing: boolean;
  speed: Speed;
  quarantined: boolean;
  stops: boolean;
  /** Another elder: whatever was open of the last one closes. */
  begin(elderId: number | null): void;
  open(day: OpenedDay | null, at: number | null): void;
  seek(at: number | null): void;
  play(playing: boolean): void;
  setSpeed(speed: Speed): void;
  toggle(what: 'quarantined' | 'stops'): void;
}

const CLOSED = { opened: null, at: null, playing: false, quarantined: false, stops: false };

export const usePlayback = create<PlaybackState>((set) => ({
  elderId: null,
  speed: 60,
  ...CLOSED,
  begin: (elderId) => set((s) => (s.elderId === elderId ? s : { ...CLOSED, elderId })),
  open: (opened, at) => set({ ...CLOSED, opened, at }),
  seek: (at) => set({ at }),
  play: (playing) => set({ playing }),
  setSpeed: (speed) => set({ speed }),
  toggle: (what) => set((s) => ({ [what]: !s[what] })),
}));
