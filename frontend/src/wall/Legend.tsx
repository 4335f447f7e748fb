import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Priority } from '../api/types';
import { FADED, POINT_LOOKS, type PointShape } from '../map/pointLooks';
import { SeverityShape } from '../ui/SeverityShape';

const PRIORITIES: readonly Priority[] = [1, 2, 3, 4];

export function Legend() {
  const { t } = useTranslation(['wall', 'common']);
  return (
    <ul className="wall-legend" aria-label={t('legend.title')}>
      {PRIORITIES.map((priority) => (
        <li key={priority}><SeverityShape priority={priority} />{t(`common:priority.${priority}`)}</li>
      ))}
      <li><Dot of="inside" />{t('legend.home')}</li>
      <li><Dot of="outside" />{t('legend.outside')}</li>
      <li><Dot of="unknown" />{t('legend.unknown')}</li>
      <li><Dot of="inside" faded />{t('legend.fading')}</li>
      <li><Dot of="offline" />{t('legend.offline')}</li>
    </ul>
  );
}

function Dot({ of, faded = false }: { of: keyof typeof POINT_LOOKS; faded?: boolean }) {
  const { shape, size, colour } = POINT_LOOKS[of];
  const r = 6 * size;
  return (
    <svg viewBox="0 0 24 24" className="dot" style={{ color: colour, opacity: faded ? FADED : 1 }} aria-hidden="true">
      {SHAPES[shape](r)}
    </svg>
  );
}

const SHAPES: Record<PointShape, (r: number) => ReactNode> = {
  disc: (r) => <circle cx="12" cy="12" r={r} fill="currentColor" />,
  square: (r) => <rect x={12 - r} y={12 - r} width={2 * r} height={2 * r} fill="currentColor" />,
  cross: (r) => <path d={`M12 ${12 - r}v${2 * r}M${12 - r} 12h${2 * r}`} stroke="currentColor" strokeWidth="4.4" />,
  ring: (r) => <circle cx="12" cy="12" r={r - 1.2} fill="none" stroke="currentColor" strokeWidth="3.4" />,
};
