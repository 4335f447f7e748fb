import { useTranslation } from 'react-i18next';
import type { Board } from '../api/types';
import { quarterOf } from './format';

const SLOTS = 96;
const STEP = 10;
const FLOOR = 70;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21, 24];

/** Alerts of the day in quarter hours, urgent ones in front; a line marks now. */
export function QuarterChart({ rows, now }: { rows: Board['per_quarter_hour']; now: number }) {
  const { t } = useTranslation('wall');
  const most = Math.max(4, ...rows.map(({ total }) => total));
  const unit = (FLOOR - 4) / most;
  const date = new Date(now);
  const nowX = ((date.getHours() * 60 + date.getMinutes()) / 15) * STEP;
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const urgent = rows.reduce((sum, row) => sum + row.p1, 0);
  return (
    <>
      <svg className="wall-chart" viewBox={`0 0 ${SLOTS * STEP} 76`} preserveAspectRatio="none" role="img"
        aria-label={t('chart.perQuarterLabel', { total, p1: urgent })}>
        {rows.map((row) => {
          const x = quarterOf(row.at) * STEP + 1.2;
          return (
            <g key={row.at}>
              <rect className="all" x={x} width="7.6" y={FLOOR - row.total * unit} height={row.total * unit} />
              <rect className="urgent" x={x} width="7.6" y={FLOOR - row.p1 * unit} height={row.p1 * unit} />
            </g>
          );
        })}
        <line className="floor" x1="0" x2={SLOTS * STEP} y1={FLOOR + 0.5} y2={FLOOR + 0.5} />
        {HOURS.map((hour) => <line key={hour} className="tick" x1={hour * 4 * STEP} x2={hour * 4 * STEP} y1={FLOOR} y2="76" />)}
        <line className="now" x1={nowX} x2={nowX} y1="0" y2={FLOOR} />
      </svg>
      <div className="wall-axis" aria-hidden="true">{HOURS.map((hour) => <span key={hour}>{String(hour).padStart(2, '0')}:00</span>)}</div>
    </>
  );
}
