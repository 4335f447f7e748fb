import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertKind, Priority } from '../api/types';
import { GLYPH_OF, OUTLINE, severityOf, severityVar, type Glyph } from './severity';

const STROKE = {
  fill: 'none', stroke: 'currentColor', strokeWidth: 1.9, strokeLinecap: 'round', strokeLinejoin: 'round',
} as const;

const GLYPHS: Record<Glyph, ReactNode> = {
  sos: <text x="12" y="15.2" textAnchor="middle" fontSize="8.6" fontWeight="800" fill="currentColor" letterSpacing="-.3">SOS</text>,
  fall: <g {...STROKE}><circle cx="8" cy="9.2" r="1.7" fill="currentColor" stroke="none" /><path d="M10 12l4.2 1.8 2.6-2.6M14.2 13.8 16.6 17M6.5 17.5h11" /></g>,
  flame: <path {...STROKE} d="M12 8.6c2.6 3 3.4 4.4 3.4 6a3.4 3.4 0 0 1-6.8 0c0-1.2.5-2 1.3-2.8.2 1 .8 1.5 1.2 1.6.3-1.7.3-3.2.9-4.8z" />,
  hazard: <path {...STROKE} d="M12 8v5M12 16.2v.1" strokeWidth="2.6" />,
  out: <g {...STROKE}><path d="M6.8 17.5v-4l2.9-2.6 2.9 2.6v4zM14.5 14h3.7m-1.7-1.9 1.9 1.9-1.9 1.9" /></g>,
  return: <g {...STROKE}><path d="M7.5 13.5a4.5 4.5 0 1 1 1.4 3.2M7 11v2.8h2.8M12 10.8v2.5l1.7 1" /></g>,
  still: <g {...STROKE}><circle cx="12" cy="12.9" r="4.4" /><path d="M12 10.5v2.6l1.7 1" /></g>,
  loop: <path {...STROKE} d="M12 13.5c-1.5-2-2.6-2.6-3.7-2.6a2.6 2.6 0 0 0 0 5.2c1.1 0 2.2-.6 3.7-2.6s2.6-2.6 3.7-2.6a2.6 2.6 0 0 1 0 5.2c-1.1 0-2.2-.6-3.7-2.6z" />,
  heart: <path {...STROKE} d="M5.5 12.8h3l1.6-3.5 2.6 7 1.7-3.5h4" />,
  strap: <g {...STROKE}><rect x="9" y="9.7" width="6" height="5.6" rx="1.5" /><path d="M10.2 9.5 11 7M13.8 15.5 13 18M7 17.5 17.2 8" /></g>,
  battery: <g {...STROKE}><rect x="6.6" y="9.6" width="9.6" height="5.6" rx="1" /><path d="M18 11.6v1.6M8.8 11.6v1.6" /></g>,
  silent: <path {...STROKE} d="M7.5 11.5a6.5 6.5 0 0 1 9 0M9.6 13.9a3.5 3.5 0 0 1 4.8 0M12 16.5v.1M7.5 17.2l9-9.2" />,
  pin: <g {...STROKE}><path d="M12 17.5c-2.3-2.4-3.5-4.1-3.5-5.7a3.5 3.5 0 0 1 7 0c0 1.6-1.2 3.3-3.5 5.7z" /><path d="M12 11.6v.1" /></g>,
  fleet: <path {...STROKE} d="M8 15.5v-3M12 15.5v-5.5M16 15.5v-3M7 17.5h10" />,
  phone: <path {...STROKE} d="M8.5 8.5 10.3 8l1 2.5-1.2 1a6 6 0 0 0 2.7 2.7l1-1.2 2.5 1-.5 1.8c-.3.8-1 1-1.8.8a8.5 8.5 0 0 1-6.3-6.3c-.2-.8 0-1.5.8-1.8z" />,
  person: <g {...STROKE}><circle cx="12" cy="10.5" r="2" /><path d="M8.3 16.8a3.8 3.8 0 0 1 7.4 0" /></g>,
};

/** Decoration next to the word it stands for, unless `label` is given. */
export function SeverityShape({ priority, kind, inverted = false, label, className = '' }: {
  priority: Priority;
  kind?: AlertKind;
  /** Dark shape, coloured pictogram: for use on a solid row of the severity's colour. */
  inverted?: boolean;
  label?: string;
  className?: string;
}) {
  const colour = severityVar(priority);
  const ink = inverted ? colour : 'var(--ink)';
  const fill = inverted ? 'var(--ink)' : colour;
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <svg viewBox="0 0 24 24" className={`severity ${className}`} style={{ color: ink } as CSSProperties} {...named}>
      <path d={OUTLINE[severityOf(priority)]} fill={fill} />
      {kind ? (GLYPHS[GLYPH_OF[kind]] ?? null) : null}
    </svg>
  );
}

/** Shape, P-number and word: 紧急 P1. */
export function PriorityBadge({ priority }: { priority: Priority }) {
  const { t } = useTranslation();
  return (
    <span className="priority-badge" style={{ color: severityVar(priority) }}>
      <SeverityShape priority={priority} />
      {t(`priority.${priority}`)} <small>P{priority}</small>
    </span>
  );
}
