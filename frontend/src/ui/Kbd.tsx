import type { ReactNode } from 'react';

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="kbd" aria-hidden="true">{children}</kbd>;
}
