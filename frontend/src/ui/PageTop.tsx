/** The bar over every page that is reached from the desk: what it is, its sections or tools, the way back. */
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { LanguageSwitch } from './LanguageSwitch';
import { Logo } from './Logo';

export function PageTop({ title, back, children, right }: { title: string; back: string; children?: ReactNode; right?: ReactNode }) {
  return (
    <header className="page-top">
      <Logo />
      <h1>{title}</h1>
      {children}
      <span className="grow" />
      {right}
      <LanguageSwitch />
      <Link href="/desk" className="btn ghost"><ArrowLeft aria-hidden="true" />{back}</Link>
    </header>
  );
}

/** Links to the sections of a page at `at`. */
export function Sections<S extends string>({ label, at, sections, shown, name }: {
  label: string; at: string; sections: readonly S[]; shown: S; name: (section: S) => string;
}) {
  return (
    <nav aria-label={label}>
      {sections.map((one) => <Link key={one} href={`${at}/${one}`} aria-current={one === shown ? 'page' : undefined}>{name(one)}</Link>)}
    </nav>
  );
}
