import { useTranslation } from 'react-i18next';
import type { Board } from '../api/types';
import { hourMarks, slotOf, SLOTS, windowStart } from './quarters';
import { useFormats } from './useFormats';

const STEP = 10;
const FLOOR = 70;

/** Alerts of the last 24 hours in quarter hours, urgent ones in front; the right edge is now. */
export function QuarterChart({ rows, now }: { rows: Board['per_quarter_hour']; now: number }) {
  const { t } = useTranslation('wall');
  const { hour } = useFormats();
  const start = windowStart(now);
  const most = Math.max(4, ...rows.map(({ total }) => total));
  const unit = (FLOOR - 4) / most;
  const marks = hourMarks(start, hour);
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const urgent = rows.reduce((sum, row) => sum + row.p1, 0);
  return (
    <>
      <svg className="wall-chart" viewBox={`0 0 ${SLOTS * STEP} 76`} preserveAspectRatio="none" role="img"
        aria-label={t('chart.perQuarterLabel', { total, p1: urgent })}>
        {rows.map((row) => {
          const slot = slotOf(row.at, start);
          if (slot === null) return null;
          const x = slot * STEP + 1.2;
          return (
            <g key={row.at} className={slot === SLOTS - 1 ? 'running' : ''}>
              <rect className="all" x={x} width="7.6" y={FLOOR - row.total * unit} height={row.total * unit} />
              <rect className="urgent" x={x} width="7.6" y={FLOOR - row.p1 * unit} height={row.p1 * unit} />
            </g>
          );
        })}
        <line className="floor" x1="0" x2={SLOTS * STEP} y1={FLOOR + 0.5} y2={FLOOR + 0.5} />
        {marks.map(({ at, hour: h }) => (
          <line key={at} className={h === 0 ? 'midnight' : 'tick'} x1={at * SLOTS * STEP} x2={at * SLOTS * STEP} y1={h === 0 ? 0 : FLOOR} y2="76" />
        ))}
      </svg>
      <div className="wall-axis" aria-hidden="true">
        {marks.map(({ at, hour: h }) => <span key={at} style={{ left: `${at * 100}%` }}>{String(h).padStart(2, '0')}:00</span>)}
      </div>
    </>
  );
}
