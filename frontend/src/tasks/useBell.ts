import { useEffect, useRef, useState } from 'react';
import { Tones } from '../desk/tones';
import { rings, type Sorted } from './sorting';

const AGAIN_MS = 10_000; // an offer that nobody has looked at yet

/** Rings for what is new, and again while an offer waits. `blocked` until the page has been touched once. */
export function useBell(found: Sorted | null): { blocked: boolean; unlock: () => void } {
  const [blocked, setBlocked] = useState(false);
  const tones = useRef<Tones | null>(null);
  const before = useRef<Sorted | null>(null);
  const unlock = () => { void tones.current?.unlock(); };

  useEffect(() => {
    const bell = new Tones(setBlocked);
    tones.current = bell;
    void bell.unlock();
    const touched = () => { void bell.unlock(); };
    window.addEventListener('pointerdown', touched);
    return () => {
      window.removeEventListener('pointerdown', touched);
      bell.close();
    };
  }, []);

  useEffect(() => {
    if (!found) return;
    if (rings(before.current, found)) ring(tones.current);
    before.current = found;
  }, [found]);

  const waiting = (found?.offers.length ?? 0) > 0;
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(() => { ring(tones.current); }, AGAIN_MS);
    return () => { clearInterval(timer); };
  }, [waiting]);
  return { blocked, unlock };
}

function ring(tones: Tones | null): void {
  tones?.play('p1');
  // Not every phone can, and none may before it was touched.
  if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate([300, 150, 300]);
}
