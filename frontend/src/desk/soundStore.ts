import { create } from 'zustand';
import { Tones } from './tones';

interface SoundState {
  /** On at every start: silence is chosen for a moment, never inherited from yesterday's shift. */
  on: boolean;
  /** The browser lets the page make no sound yet. */
  blocked: boolean;
  toggle(): void;
  test(): void;
}

export const tones = new Tones((blocked) => { useSound.setState({ blocked }); });

export const useSound = create<SoundState>((set) => ({
  on: true,
  blocked: false,
  toggle: () => set((s) => ({ on: !s.on })),
  test: () => { void tones.unlock().then(() => { tones.play('test'); }); },
}));
