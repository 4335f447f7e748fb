export function Logo({ className = '' }: { className?: string }) {
  return (
    <svg viewBox="0 0 40 40" className={`logo ${className}`} aria-hidden="true">
      <rect x="1" y="1" width="38" height="38" rx="10" fill="var(--low-bg)" stroke="var(--accent)" strokeWidth="1.6" />
      <g fill="none" strokeLinejoin="round" strokeLinecap="round">
        <path d="M9 20.5 20 11l11 9.5M12.5 18.8V29h15V18.8" stroke="var(--tx-1)" strokeWidth="2.4" />
        <path d="M13.5 24h4l1.6-3.2 2.4 5.6 1.6-2.4h3.4" stroke="var(--accent)" strokeWidth="2" />
      </g>
    </svg>
  );
}
